package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the user's code does in a callback harms neither the client nor other callbacks. */
@Timeout(120)
class CallbacksTest {
    record Echo(String text) {}

    record Happened(int number) {}

    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final CountDownLatch release = new CountDownLatch(1);
    private final FakeServer server = new FakeServer(this::behaves);
    private QuorateClient client = Quorate.connect(server.endpoint());

    @AfterEach
    void stop() {
        release.countDown();
        client.close();
        server.close();
    }

    private void use(Executor callbacks) {
        client.close();
        client = Quorate.builder()
                .endpoints(server.endpoint())
                .callbackExecutor(callbacks)
                .connect();
    }

    /** Tells each subscriber three events, and never answers a call named "silent". */
    private boolean behaves(Channel channel, ClientMessage message) {
        if (message instanceof Subscribe subscribe) {
            long id = subscribe.subscription();
            channel.write(new Subscribed(id, new EventCursor(0, 1, 0)));
            for (int i = 2; i <= 4; i++) {
                byte[] body = RecordCodec.of(Happened.class).encode(new Happened(i));
                channel.write(new Event(id, new EventCursor(0, i, 0), body));
            }
            channel.flush();
        }
        return message instanceof Call call && call.command().equals("silent");
    }

    private ResourceClient resource() {
        return client.open(TYPE).resource("one");
    }

    private CompletableFuture<Echo> call(String command, Duration deadline) {
        return resource().call(command, new Echo("x"), Echo.class, deadline);
    }

    /** A wait that no pool notices. */
    private void block() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertThreeEvents(BlockingQueue<EventMessage<Happened>> events) throws InterruptedException {
        for (int i = 2; i <= 4; i++) {
            assertEquals(
                    new EventMessage.Event<>(new Cursor(0, i, 0), new Happened(i)), events.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void slowListenersHoldNeitherOthersNorCallsNorDeadlines() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(Callbacks.MAX_RUNNING - 1);
        for (int i = 1; i < Callbacks.MAX_RUNNING; i++) {
            resource().events(Happened.class, event -> {
                blocked.countDown();
                block();
            });
        }
        assertTrue(blocked.await(60, TimeUnit.SECONDS), "as many are slow as may be");
        BlockingQueue<EventMessage<Happened>> events = new LinkedBlockingQueue<>();
        resource().events(Happened.class, events::add);
        assertThreeEvents(events);
        assertEquals("x", Await.result(call("echo", LONG)).text());
        CompletableFuture<Echo> silent = call("silent", SHORT);
        QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(silent));
        assertTrue(failure.is(ErrorCode.DEADLINE_EXCEEDED), failure.getMessage());
    }

    @Test
    void aListenerThatThrowsIsToldTheNextAndHurtsNoOther() throws InterruptedException {
        BlockingQueue<EventMessage<Happened>> heardByThrowing = new LinkedBlockingQueue<>();
        BlockingQueue<EventMessage<Happened>> heard = new LinkedBlockingQueue<>();
        resource().events(Happened.class, event -> {
            heardByThrowing.add(event);
            throw new StackOverflowError("the listener's own");
        });
        client.session().onState(state -> {
            throw new IllegalStateException("the listener's own");
        });
        resource().events(Happened.class, heard::add);
        assertThreeEvents(heardByThrowing);
        assertThreeEvents(heard);
        assertEquals("x", Await.result(call("echo", LONG)).text());
    }

    @Test
    void noUserCodeRunsOnTheIoThreadThoughTheGivenExecutorIsShutDown() throws InterruptedException {
        ExecutorService gone = Executors.newSingleThreadExecutor();
        use(gone);
        gone.shutdown();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch heard = new CountDownLatch(5);
        client.session().onState(state -> {
            threads.add(Thread.currentThread().getName());
            heard.countDown();
        });
        resource().events(Happened.class, event -> {
            threads.add(Thread.currentThread().getName());
            heard.countDown();
        });
        call("silent", SHORT).whenComplete((reply, failure) -> {
            threads.add(Thread.currentThread().getName());
            heard.countDown();
        });
        assertTrue(heard.await(60, TimeUnit.SECONDS), threads.toString());
        assertEquals(Set.of("quorate-client-callback"), threads);
    }

    @Test
    void waitingOnAGivenExecutorIsRefusedWithWhatToDo() {
        assertRefused(Await::result);
    }

    @Test
    void soIsWaitingThatNoInterruptEnds() {
        assertRefused(Await::uninterruptibly);
    }

    private void assertRefused(Function<CompletableFuture<Echo>, Echo> waiting) {
        ExecutorService callbacks = Executors.newSingleThreadExecutor();
        try {
            use(callbacks);
            CompletableFuture<Echo> first = call("silent", SHORT);
            CompletableFuture<String> nested = first.handle(
                    (reply, failure) -> waiting.apply(call("echo", LONG)).text());
            CompletionException refused = assertThrows(CompletionException.class, nested::join);
            assertTrue(refused.getCause() instanceof IllegalStateException, refused.toString());
            assertTrue(refused.getCause().getMessage().contains("chain to its future"), refused.toString());
            assertEquals("x", Await.result(call("echo", LONG)).text(), "the executor goes on");
        } finally {
            callbacks.shutdown();
        }
    }

    @Test
    void closingLeavesNoCallOpenThoughListenersAreSlow() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(Callbacks.MAX_RUNNING);
        for (int i = 0; i < Callbacks.MAX_RUNNING; i++) {
            resource().events(Happened.class, event -> {
                blocked.countDown();
                block();
            });
        }
        assertTrue(blocked.await(60, TimeUnit.SECONDS), "all threads are busy");
        CompletableFuture<Echo> open = call("silent", LONG);
        client.close();
        assertFalse(open.isDone());
        release.countDown();
        QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(open));
        assertTrue(failure.is(ErrorCode.CLOSED), failure.getMessage());
    }
}
