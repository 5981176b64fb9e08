package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls that wait and many watches of one client cost memory, but no threads and no connections. */
@Timeout(300)
class ManyWaitersTest {
    record Request(String text) {}

    record Happened(int number) {}

    private static final int WAITERS = Integer.getInteger("client.waiters", 1_000);
    private static final long MAX_BYTES_EACH = 16 * 1024;
    private static final Duration LONG = Duration.ofHours(1);
    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());

    private final Queue<Channel> connections = new ConcurrentLinkedQueue<>();
    private final Map<Long, Channel> subscriptions = new ConcurrentHashMap<>();
    private final Map<Long, Channel> waiting = new ConcurrentHashMap<>();

    /** Answers neither calls nor more than the beginning of a subscription. */
    private boolean parks(Channel channel, ClientMessage message) {
        if (message instanceof Hello) {
            connections.add(channel);
        } else if (message instanceof Call call) {
            waiting.put(call.sequence(), channel);
            return true;
        } else if (message instanceof Subscribe subscribe) {
            channel.writeAndFlush(new Subscribed(subscribe.subscription(), new EventCursor(0, 1, 0)));
            subscriptions.put(subscribe.subscription(), channel);
        }
        return false;
    }

    @Test
    void costNoThreadsAndNoConnectionsAndLeaveNothing() throws Exception {
        try (FakeServer server = new FakeServer(this::parks)) {
            List<CompletableFuture<Request>> calls = new ArrayList<>();
            CountDownLatch told = new CountDownLatch(WAITERS);
            try (QuorateClient client = Quorate.connect(server.endpoint())) {
                RecipeClient recipe = client.open(TYPE);
                calls.add(recipe.resource("first").call("wait", new Request("x"), Request.class, LONG));
                await(() -> waiting.size() == 1);
                List<String> threads = threads();
                long before = usedBytes();
                for (int i = 1; i < WAITERS; i++) {
                    calls.add(recipe.resource("lock-" + i).call("wait", new Request("x"), Request.class, LONG));
                }
                await(() -> waiting.size() == WAITERS);
                server.received.clear();
                long withCalls = usedBytes();
                for (int i = 0; i < WAITERS; i++) {
                    recipe.resource("lock-" + i).events(Happened.class, event -> count(event, told));
                }
                await(() -> subscriptions.size() == WAITERS);
                server.received.clear();
                long withWatches = usedBytes();
                assertEquals(threads, threads());
                assertEquals(1, connections.size());
                print("waiting call", withCalls - before);
                print("watch", withWatches - withCalls);
                assertTrue((withWatches - before) / WAITERS < 2 * MAX_BYTES_EACH);

                byte[] body = RecordCodec.of(Happened.class).encode(new Happened(7));
                subscriptions.forEach(
                        (id, channel) -> channel.writeAndFlush(new Event(id, new EventCursor(0, 2, 0), body)));
                assertTrue(told.await(100, TimeUnit.SECONDS), told.getCount() + " watches heard nothing");
                assertTrue(
                        threads().size() <= 1 + Callbacks.MAX_RUNNING, threads().toString());
            }
            for (CompletableFuture<Request> call : calls) {
                assertTrue(call.isDone(), "close() left a call open");
                QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(call));
                assertTrue(failure.is(ErrorCode.CLOSED), failure.getMessage());
            }
            assertEquals(List.of(), threads());
            for (Channel connection : connections) {
                assertTrue(connection.closeFuture().await(60, TimeUnit.SECONDS), "close() left a socket open");
            }
        }
    }

    private static void count(EventMessage<Happened> message, CountDownLatch told) {
        if (message instanceof EventMessage.Event<Happened>) {
            told.countDown();
        }
    }

    private static void print(String what, long bytes) {
        System.out.printf("%,d of a %s: %,d bytes each%n", WAITERS, what, bytes / WAITERS);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("quorate-client"))
                .sorted()
                .toList();
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "the condition did not come true");
            Thread.sleep(1);
        }
    }
}
