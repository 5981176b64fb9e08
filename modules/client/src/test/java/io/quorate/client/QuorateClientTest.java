package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.client.core.ClientLimits;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.system.SystemCommand.Deployed;
import io.quorate.recipe.system.SystemCommand.StageChunk;
import io.quorate.recipe.system.SystemCommand.Staged;
import io.quorate.recipe.system.SystemQuery.Recipes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuorateClientTest {
    record Echo(String text) {}

    record Happened(int number) {}

    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private FakeServer server;
    private QuorateClient client;

    private ResourceClient start(BiPredicate<Channel, ClientMessage> instead) {
        server = new FakeServer(instead);
        client = Quorate.connect(server.endpoint());
        return client.open(TYPE).resource("one");
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static CompletableFuture<Echo> echo(ResourceClient resource, String text, Duration deadline) {
        return resource.call("echo", new Echo(text), Echo.class, deadline);
    }

    private static void assertFails(String code, CallOutcome outcome, CompletableFuture<?> future) {
        QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(future));
        assertEquals(code + " " + outcome, failure.code() + " " + failure.outcome());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "the condition did not come true");
            Thread.sleep(1);
        }
    }

    @Test
    void countsLogTimeFromAMarkAndTellsItsEnd() throws Exception {
        start((channel, message) -> false);
        Mark mark = client.open(TYPE).mark();
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        mark.atEnd(SHORT, () -> end.complete(mark.isWithin(SHORT)));
        Registration dropped = mark.atEnd(SHORT, () -> end.complete(true));
        dropped.close();
        assertTrue(mark.isWithin(LONG));
        assertFalse(end.get());
        assertTrue(mark.end(SHORT).isBefore(mark.end(LONG)));
    }

    @Test
    void callsAreAnsweredAndAcknowledged() {
        ResourceClient resource = start((channel, message) -> false);
        for (int i = 0; i < 100; i++) {
            assertEquals(
                    "hello " + i,
                    Await.result(echo(resource, "hello " + i, LONG)).text());
        }
        List<Call> calls = server.received(Call.class);
        assertEquals("one", calls.get(0).target().instances().get(0));
        assertEquals(100, calls.get(99).sequence());
        assertTrue(calls.stream().anyMatch(call -> !call.acks().isEmpty()));
        assertTrue(client.session().isValid());
        assertEquals(FakeServer.SESSION, client.session().id().orElseThrow().value());
        assertTrue(client.session().validUntilNanos() > System.nanoTime());
    }

    @Test
    void aServerOfGarbageDoesNotHoldACall() {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Call) {
                FakeServer.garbage(channel);
            }
            return message instanceof Call;
        });
        assertFails("DEADLINE_EXCEEDED", CallOutcome.UNKNOWN, echo(resource, "x", SHORT));
        assertTrue(server.received(Hello.class).size() > 1, "it connected again");
    }

    @Test
    void aServerThatHangsUpDoesNotHoldACall() {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Call) {
                channel.close();
            }
            return message instanceof Call;
        });
        assertFails("DEADLINE_EXCEEDED", CallOutcome.UNKNOWN, echo(resource, "x", SHORT));
    }

    @Test
    void aServerThatNeverAnswersDoesNotHoldACall() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> !(message instanceof Hello));
        assertFails("DEADLINE_EXCEEDED", CallOutcome.NOT_APPLIED, echo(resource, "x", SHORT));
        assertFails(
                "DEADLINE_EXCEEDED",
                CallOutcome.NOT_APPLIED,
                resource.query("q", new Echo(""), Echo.class, Consistency.LINEARIZABLE, SHORT));
    }

    @Test
    void connectingToNobodyNamesEndpointsAndCause() throws InterruptedException {
        server = new FakeServer((channel, message) -> true);
        ClientBuilder builder =
                Quorate.builder().endpoints(server.endpoint() + ",127.0.0.1:1").defaultDeadline(SHORT);
        QuorateException failure = assertThrows(QuorateException.class, builder::connect);
        assertTrue(failure.is(ErrorCode.UNREACHABLE));
        assertTrue(failure.getMessage().contains(server.endpoint()), failure.getMessage());
        assertNoThreads();
    }

    @Test
    void aRefusedConnectionIsTheCause() {
        ClientBuilder builder = Quorate.builder().endpoints("127.0.0.1:1").defaultDeadline(SHORT);
        QuorateException failure = assertThrows(QuorateException.class, builder::connect);
        assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
        assertTrue(failure.getMessage().contains("refused"), failure.getMessage());
    }

    @Test
    void aRefusedClientDoesNotWaitForTheDeadline() {
        server = new FakeServer((channel, message) -> {
            channel.writeAndFlush(new Goodbye("UNAUTHENTICATED", "wrong credential", ""));
            return true;
        });
        ClientBuilder builder =
                Quorate.builder().endpoints(server.endpoint()).defaultDeadline(Duration.ofDays(400_000));
        QuorateException failure = assertThrows(QuorateException.class, builder::connect);
        assertTrue(failure.is(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void closingEndsTheSessionAndLeavesNoThread() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> message instanceof Call call && call.sequence() > 1);
        Await.result(echo(resource, "x", LONG));
        CompletableFuture<Echo> open = echo(resource, "y", LONG);
        client.close();
        assertFails("CLOSED", CallOutcome.UNKNOWN, open);
        assertEquals(1, server.received(CloseSession.class).size());
        assertEquals(SessionState.CLOSED, client.session().state());
        assertFalse(client.session().isValid());
        assertNoThreads();
        client.close();
        assertFails("CLOSED", CallOutcome.NOT_APPLIED, echo(resource, "z", LONG));
    }

    /** The end of a pool is told a moment before that of its threads. */
    private static void assertNoThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("quorate-client")) {
                thread.join(LONG.toMillis());
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    @Test
    void aFacadeLearnsOfALossThoughTheCallbacksAreBlocked() throws Exception {
        Queue<Channel> connections = new ConcurrentLinkedQueue<>();
        server = new FakeServer((channel, message) -> {
            connections.add(channel);
            return false;
        });
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService callbacks = Executors.newSingleThreadExecutor();
        try {
            client = Quorate.builder()
                    .endpoints(server.endpoint())
                    .callbackExecutor(callbacks)
                    .connect();
            Await.result(echo(client.open(TYPE).resource("one"), "x", LONG));
            CountDownLatch blocked = new CountDownLatch(1);
            callbacks.execute(() -> {
                blocked.countDown();
                awaitUninterruptibly(release);
            });
            blocked.await();
            CompletableFuture<String> lost = new CompletableFuture<>();
            CompletableFuture<SessionState> told = new CompletableFuture<>();
            client.session().onState(told::complete);
            client.session().watch(() -> client.session().whyLost().ifPresent(lost::complete));
            connections.element().writeAndFlush(new SessionEnded(FakeServer.SESSION, "SESSION_EXPIRED", "maintenance"));
            assertEquals("maintenance", lost.get(30, TimeUnit.SECONDS));
            assertFalse(told.isDone(), "the user's own listener waits its turn");
        } finally {
            release.countDown();
            callbacks.shutdown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void waitingInACallbackIsNoDeadlock() {
        CompletableFuture<Void> chained = new CompletableFuture<>();
        ResourceClient resource = start((channel, message) -> {
            // A stage chained to a call that has ended already would run on this thread, not in a callback.
            if (message instanceof Call) {
                chained.join();
            }
            return false;
        });
        CompletableFuture<String> nested = echo(resource, "outer", LONG)
                .thenApply(outer -> Await.result(echo(resource, "inner", LONG)).text()
                        + Thread.currentThread().getName());
        chained.complete(null);
        assertEquals("innerquorate-client-callback", Await.result(nested));
    }

    @Test
    void cancellingTakesACallBack() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Cancel cancel) {
                channel.writeAndFlush(new Reply(
                        cancel.session(), cancel.sequence(), Answer.error(Answer.Kind.UNDONE, 1, "CANCELLED", "")));
            }
            return message instanceof Call;
        });
        CompletableFuture<Echo> call = echo(resource, "x", LONG);
        await(() -> !server.received(Call.class).isEmpty());
        call.cancel(true);
        await(() -> !server.received(Cancel.class).isEmpty());
    }

    @Test
    void anInterruptTakesACallBack() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> message instanceof Call);
        CompletableFuture<Echo> call = echo(resource, "x", LONG);
        await(() -> !server.received(Call.class).isEmpty());
        Thread.currentThread().interrupt();
        assertFails("CANCELLED", CallOutcome.UNKNOWN, call);
        assertTrue(Thread.interrupted());
        await(() -> !server.received(Cancel.class).isEmpty());
    }

    @Test
    void aReplyThatItsOwnerDidNotWaitForIsTakenBack() throws InterruptedException {
        BlockingQueue<Runnable> callbacks = new LinkedBlockingQueue<>();
        server = FakeServer.plain();
        client = Quorate.builder()
                .endpoints(server.endpoint())
                .callbackExecutor(callbacks::add)
                .connect();
        CompletableFuture<Echo> call = echo(client.open(TYPE).resource("one"), "x", LONG);
        Runnable completion = callbacks.take();
        call.cancel(true);
        completion.run();
        await(() -> !server.received(Cancel.class).isEmpty());
    }

    @Test
    void aRequestThatCannotBeWrittenFailsAtOnce() {
        ResourceClient resource = start((channel, message) -> false);
        assertFails("INVALID_REQUEST", CallOutcome.NOT_APPLIED, echo(resource, "\uD800", LONG));
    }

    @Test
    void aReplyThatCannotBeReadSaysThatTheCallWasApplied() {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Call call) {
                FakeServer.reply(channel, call, new byte[] {1, 2, 3});
            }
            return message instanceof Call;
        });
        assertFails("CONTRACT_MISMATCH", CallOutcome.APPLIED, echo(resource, "x", LONG));
    }

    @Test
    void statesComeInOrderAndTheLatestFirst() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Call call && call.sequence() == 2) {
                channel.writeAndFlush(new SessionEnded(call.session(), "SESSION_EXPIRED", "not renewed"));
            }
            return message instanceof Call call && call.sequence() == 2;
        });
        Await.result(echo(resource, "x", LONG));
        BlockingQueue<SessionState> states = new LinkedBlockingQueue<>();
        Registration registration = client.session().onState(states::add);
        assertEquals(SessionState.READY, states.poll(30, TimeUnit.SECONDS));
        assertFails("SESSION_EXPIRED", CallOutcome.UNKNOWN, echo(resource, "y", LONG));
        assertEquals(SessionState.LOST, states.poll(30, TimeUnit.SECONDS));
        registration.close();
        Await.result(echo(resource, "z", LONG));
        assertEquals(SessionState.READY, client.session().state());
        assertTrue(states.isEmpty());
    }

    @Test
    void eventsReachTheirListener() throws InterruptedException {
        RecordCodec<Happened> codec = RecordCodec.of(Happened.class);
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Subscribe subscribe) {
                long id = subscribe.subscription();
                channel.write(new Subscribed(id, new EventCursor(0, 1, 0)));
                for (int i = 2; i < 1_000; i++) {
                    channel.write(new Event(id, new EventCursor(0, i, 0), codec.encode(new Happened(i))));
                }
                channel.flush();
            }
            return false;
        });
        BlockingQueue<EventMessage<Happened>> events = new LinkedBlockingQueue<>();
        resource.events(Happened.class, events::add);
        for (int i = 2; i < 1_000; i++) {
            assertEquals(
                    new EventMessage.Event<>(new Cursor(0, i, 0), new Happened(i)), events.poll(30, TimeUnit.SECONDS));
        }
        assertEquals("Happened", server.received(Subscribe.class).get(0).event());
    }

    @Test
    void aSubscriptionTooManyIsNotSaidToBeTriedAgain() throws InterruptedException {
        ResourceClient resource = start((channel, message) -> false);
        BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                warnings.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Subscriber.class.getName());
        log.addHandler(handler);
        try {
            for (int i = 0; i <= ClientLimits.MAX_SUBSCRIPTIONS; i++) {
                resource.events(Happened.class, event -> {});
            }
            String warning = warnings.poll(30, TimeUnit.SECONDS);
            assertEquals(
                    "no event 'Happened' will be told: this client has 10000 subscriptions, the limit"
                            + " [OVERLOADED, NOT_APPLIED]",
                    warning);
            assertTrue(warnings.isEmpty());
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void recipesAreUsedWithoutTheirClasses() {
        RecordCodec<Recipes> recipes = RecordCodec.of(Recipes.class);
        RecipeDescription echo =
                new RecipeDescription("echo", "1.0", "", 1, 3, List.of(), List.of(), List.of(), List.of(), List.of());
        start((channel, message) -> {
            if (message instanceof Query query) {
                byte[] body = recipes.encode(new Recipes(List.of(echo)));
                channel.writeAndFlush(new QueryReply(query.correlation(), Answer.ok(4, body)));
            }
            return message instanceof Query;
        });
        GenericResource resource = client.resource("echo", "one");
        TreeMap<String, Object> fields = new TreeMap<>();
        fields.put("text", "hello");
        assertEquals(fields, Await.result(resource.call("echo", fields, LONG)));
        assertEquals(3, server.received(Call.class).get(0).target().contract());
        QuorateException failure = assertThrows(QuorateException.class, () -> client.resource("other", "one"));
        assertTrue(failure.is(ErrorCode.RECIPE_NOT_FOUND));
    }

    @Test
    void bundlesAreStagedPartByPartAndDeployed() {
        byte[] bundle = new byte[300_000];
        RecordCodec<StageChunk> chunks = RecordCodec.of(StageChunk.class);
        RecordCodec<Staged> staged = RecordCodec.of(Staged.class);
        RecordCodec<Deployed> deployed = RecordCodec.of(Deployed.class);
        server = new FakeServer((channel, message) -> {
            if (message instanceof Call call && call.command().equals("stage")) {
                StageChunk chunk = chunks.decode(call.body());
                FakeServer.reply(channel, call, staged.encode(new Staged(chunk.offset() + chunk.bytes().length)));
            } else if (message instanceof Call call) {
                FakeServer.reply(channel, call, deployed.encode(new Deployed("lock", "1.0", "d", 9)));
            }
            return message instanceof Call;
        });
        client = Quorate.connect(server.endpoint());
        assertEquals(
                "lock", Await.result(client.system().deployBundle(bundle, LONG)).recipe());
        assertEquals(
                List.of("stage", "stage", "stage", "deploy"),
                server.received(Call.class).stream().map(Call::command).toList());
        assertFails("INVALID_REQUEST", CallOutcome.NOT_APPLIED, client.system().deployBundle(new byte[0], LONG));
    }

    @Test
    void anUploadGoesOnBehindWhatIsThere() {
        List<Integer> offsets = new ArrayList<>();
        server = new FakeServer((channel, message) -> {
            if (message instanceof Call call && call.command().equals("stage")) {
                StageChunk chunk = RecordCodec.of(StageChunk.class).decode(call.body());
                offsets.add(chunk.offset());
                int received = Math.max(250_000, chunk.offset() + chunk.bytes().length);
                FakeServer.reply(channel, call, RecordCodec.of(Staged.class).encode(new Staged(received)));
            } else if (message instanceof Call call) {
                FakeServer.reply(
                        channel, call, RecordCodec.of(Deployed.class).encode(new Deployed("lock", "1.0", "d", 9)));
            }
            return message instanceof Call;
        });
        client = Quorate.connect(server.endpoint());
        Await.result(client.system().deployBundle(new byte[300_000], LONG));
        assertEquals(List.of(0, 250_000), offsets);
    }

    @Test
    void queriesAreAnswered() {
        ResourceClient resource = start((channel, message) -> {
            if (message instanceof Query query) {
                channel.writeAndFlush(new QueryReply(query.correlation(), Answer.ok(4, query.body())));
            }
            return message instanceof Query;
        });
        assertEquals(
                "x",
                Await.result(resource.query("q", new Echo("x"), Echo.class, Consistency.STALE, LONG))
                        .text());
    }
}
