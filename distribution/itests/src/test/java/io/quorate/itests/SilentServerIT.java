package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.lock.api.MultiLockHandle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that stands still takes connections and answers nothing: no method of the lock waits longer than its deadline. */
@Timeout(300)
class SilentServerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final String RETURNED = "returned";

    /** How a call ends that waited until its deadline: the second one when the client has left the node meanwhile. */
    private static final Set<String> LATE = Set.of(ErrorCode.DEADLINE_EXCEEDED.name(), ErrorCode.UNREACHABLE.name());

    private static final List<String> WAITING = List.of(
            "LockClient.acquire[String, Duration]",
            "LockClient.acquireAsync[String, Duration]",
            "LockClient.tryAcquire[String]",
            "LockClient.acquireAll[List, Duration]",
            "LockClient.describe[String]",
            "LockClient.waitGraph[String]",
            "LockHandle.close[]",
            "MultiLockHandle.close[]");

    @TempDir
    private Path scratch;

    @Test
    void holdsNoMethodOfTheLock() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = connect(server)) {
            LockClient locks = client.open(Locks.TYPE);
            // One hold for each of its methods.
            Map<Method, Object> held = new HashMap<>();
            for (Method method : methods(LockHandle.class)) {
                held.put(method, locks.acquire("held-" + held.size(), Duration.ZERO));
            }
            for (Method method : methods(MultiLockHandle.class)) {
                List<String> names = List.of("held-" + held.size(), "beside-" + held.size());
                held.put(method, locks.acquireAll(names, Duration.ZERO));
            }
            server.suspend();
            Map<String, Future<String>> calls = new TreeMap<>();
            for (Method method : methods(LockClient.class)) {
                calls.put(name(method), threads.submit(() -> end(method, locks)));
            }
            held.forEach((method, handle) -> calls.put(name(method), threads.submit(() -> end(method, handle))));
            Map<String, String> ends = new TreeMap<>();
            for (Map.Entry<String, Future<String>> call : calls.entrySet()) {
                ends.put(call.getKey(), call.getValue().get(120, TimeUnit.SECONDS));
            }
            for (String waits : WAITING) {
                assertTrue(LATE.contains(ends.getOrDefault(waits, "")), waits + " of " + ends);
            }
            assertEquals(RETURNED, ends.get("LockHandle.isValid[]"), ends.toString());
            server.wake();
        } finally {
            threads.shutdownNow();
        }
    }

    private static QuorateClient connect(ServerProcess server) throws IOException {
        Shipped.deployLock(server.endpoint());
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(DEADLINE)
                .sessionTtl(Duration.ofMinutes(5))
                .connect();
    }

    private static List<Method> methods(Class<?> type) {
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .toList();
        assertTrue(methods.size() > 4, methods.toString());
        return methods;
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList();
    }

    private static String end(Method method, Object of) throws Exception {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(method.getParameterTypes()[i]);
        }
        try {
            Object result = method.invoke(of, arguments);
            if (result instanceof CompletionStage<?> stage) {
                CompletableFuture<?> future = stage.toCompletableFuture();
                future.get();
            }
            return RETURNED;
        } catch (InvocationTargetException | ExecutionException failure) {
            return failure.getCause() instanceof QuorateException refusal
                    ? refusal.code()
                    : String.valueOf(failure.getCause());
        }
    }

    /** Something of the type that the method takes. */
    private static Object argument(Class<?> type) throws ReflectiveOperationException {
        if (type == String.class) {
            return "one";
        } else if (type == List.class) {
            return List.of("one", "two");
        } else if (type == Duration.class) {
            return Duration.ofMillis(500);
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == Consumer.class) {
            return (Consumer<Object>) told -> {};
        } else if (type == Callable.class) {
            return (Callable<String>) () -> "worked";
        } else if (type == long.class) {
            return 1L;
        } else if (type.isRecord()) {
            Class<?>[] components = Arrays.stream(type.getRecordComponents())
                    .map(component -> component.getType())
                    .toArray(Class<?>[]::new);
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = argument(components[i]);
            }
            return type.getDeclaredConstructor(components).newInstance(values);
        }
        throw new AssertionError("say here what a method that takes a " + type + " is tried with");
    }
}
