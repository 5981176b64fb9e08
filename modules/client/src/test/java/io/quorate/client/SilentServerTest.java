package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.system.SystemCommand.ExpireSession;
import io.quorate.recipe.system.SystemCommand.Expired;
import io.quorate.recipe.system.SystemQuery.ListRecipes;
import io.quorate.recipe.system.SystemQuery.Recipes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that takes the connection and says nothing holds no call of the SDK longer than its deadline. */
@Timeout(120)
class SilentServerTest {
    record Echo(String text) {}

    private static final Duration SHORT = Duration.ofMillis(700);
    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());

    /** After what the server says no more. */
    enum Silence {
        AFTER_WELCOME {
            @Override
            boolean swallows(ClientMessage message) {
                return !(message instanceof Hello);
            }
        },
        AFTER_SESSION {
            @Override
            boolean swallows(ClientMessage message) {
                return message instanceof Call || message instanceof Query;
            }
        };

        abstract boolean swallows(ClientMessage message);
    }

    private static FakeServer server(BiPredicate<Channel, ClientMessage> swallows) {
        return new FakeServer(swallows);
    }

    private static QuorateClient connect(FakeServer server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(SHORT)
                .connect();
    }

    /** By class, name and number of parameters of the method that makes the call. */
    private static Map<String, Supplier<CompletableFuture<?>>> calls(QuorateClient client) {
        ResourceClient typed = client.open(TYPE).resource("one");
        GenericResource generic = client.resource("default", "echo", 1, "one");
        SystemClient system = client.system();
        ExpireSession command = new ExpireSession(new SessionId(1), "x");
        byte[] bundle = new byte[300_000];
        TreeMap<String, Object> fields = new TreeMap<>();
        Map<String, Supplier<CompletableFuture<?>>> calls = new TreeMap<>();
        calls.put("ResourceClient.call 4", () -> typed.call("c", new Echo("x"), Echo.class, SHORT));
        calls.put(
                "ResourceClient.query 5",
                () -> typed.query("q", new Echo("x"), Echo.class, Consistency.LINEARIZABLE, SHORT));
        calls.put("GenericResource.call 3", () -> generic.call("c", fields, SHORT));
        calls.put("GenericResource.query 4", () -> generic.query("q", fields, Consistency.SESSION, SHORT));
        calls.put("SystemClient.call 2", () -> system.call(command, Expired.class));
        calls.put("SystemClient.call 3", () -> system.call(command, Expired.class, SHORT));
        calls.put("SystemClient.query 2", () -> system.query(new ListRecipes(), Recipes.class));
        calls.put(
                "SystemClient.query 4", () -> system.query(new ListRecipes(), Recipes.class, Consistency.STALE, SHORT));
        calls.put("SystemClient.deployBundle 2", () -> system.deployBundle(bundle, SHORT));
        calls.put("SystemClient.deployBundle 3", () -> system.deployBundle(bundle, Optional.empty(), SHORT));
        calls.put("SystemClient.uploadBundle 2", () -> system.uploadBundle(bundle, SHORT));
        return calls;
    }

    @ParameterizedTest
    @EnumSource
    void holdsNoCallPastItsDeadline(Silence silence) throws Exception {
        try (FakeServer server = server((channel, message) -> silence.swallows(message));
                QuorateClient client = connect(server)) {
            Map<String, Supplier<CompletableFuture<?>>> calls = calls(client);
            Map<String, CompletableFuture<?>> begun = new TreeMap<>();
            calls.forEach((name, call) -> begun.put(name, call.get()));
            for (Map.Entry<String, CompletableFuture<?>> call : begun.entrySet()) {
                ExecutionException ended = assertThrows(
                        ExecutionException.class, () -> call.getValue().get(60, TimeUnit.SECONDS), call.getKey());
                assertDeadline(call.getKey(), ended.getCause());
            }
            assertDeadline(
                    "QuorateClient.resource",
                    assertThrows(QuorateException.class, () -> client.resource("echo", "one")));
        }
    }

    /** UNREACHABLE is what a call is told that has no connection at its deadline, since the silent server was left. */
    private static void assertDeadline(String call, Throwable failure) {
        assertTrue(
                failure instanceof QuorateException refusal
                        && (refusal.is(ErrorCode.DEADLINE_EXCEEDED) || refusal.is(ErrorCode.UNREACHABLE)),
                call + " ended with " + failure);
    }

    @Test
    void theCallsOfThisTestAreAllThatThereAre() {
        TreeSet<String> known = new TreeSet<>();
        Stream.of(ResourceClient.class, GenericResource.class, SystemClient.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> method.getReturnType() == CompletableFuture.class)
                .forEach(method -> known.add(method.getDeclaringClass().getSimpleName() + "." + method.getName() + " "
                        + method.getParameterCount()));
        try (FakeServer server = FakeServer.plain();
                QuorateClient client = connect(server)) {
            assertEquals(known, calls(client).keySet());
        }
    }

    @Test
    void holdsNobodyWhoConnects() {
        try (FakeServer server = server((channel, message) -> true)) {
            QuorateException failure = assertThrows(QuorateException.class, () -> connect(server));
            assertTrue(failure.is(ErrorCode.UNREACHABLE), failure.getMessage());
            assertFalse(server.received(Hello.class).isEmpty());
        }
    }

    @Test
    void holdsNobodyWhoCloses() {
        try (FakeServer server = server((channel, message) -> !(message instanceof Hello))) {
            QuorateClient client = connect(server);
            CompletableFuture<Echo> open =
                    client.open(TYPE).resource("one").call("c", new Echo("x"), Echo.class, Duration.ofDays(1));
            client.close();
            QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(open));
            assertTrue(failure.is(ErrorCode.CLOSED), failure.getMessage());
        }
    }
}
