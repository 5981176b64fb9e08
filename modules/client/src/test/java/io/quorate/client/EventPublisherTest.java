package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ClientMessage.Unsubscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceType;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EventPublisherTest {
    record Happened(int number, String text) {}

    /** Takes what it is told, and asks only when the test does. */
    private static class Reader implements Flow.Subscriber<EventMessage<Happened>> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final BlockingQueue<EventMessage<Happened>> read = new LinkedBlockingQueue<>();
        final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription.complete(begun);
        }

        @Override
        public void onNext(EventMessage<Happened> message) {
            read.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onComplete() {
            end.complete("complete");
        }

        void ask(long events) {
            subscription.join().request(events);
        }

        EventMessage<Happened> next() throws InterruptedException {
            return read.poll(60, TimeUnit.SECONDS);
        }
    }

    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());
    private static final RecordCodec<Happened> CODEC = RecordCodec.of(Happened.class);

    private final BlockingQueue<Subscribe> subscribed = new LinkedBlockingQueue<>();
    private final CompletableFuture<Channel> connection = new CompletableFuture<>();
    private final BlockingQueue<Unsubscribe> left = new LinkedBlockingQueue<>();
    private final FakeServer server = new FakeServer(this::notes);
    private final QuorateClient client = Quorate.connect(server.endpoint());

    private boolean notes(Channel channel, ClientMessage message) {
        if (message instanceof Subscribe subscribe) {
            channel.writeAndFlush(new Subscribed(subscribe.subscription(), new EventCursor(0, 1, 0)));
            connection.complete(channel);
            subscribed.add(subscribe);
        } else if (message instanceof Unsubscribe unsubscribe) {
            left.add(unsubscribe);
        }
        return false;
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private <R extends Reader> R subscribe(R reader) throws InterruptedException {
        client.open(TYPE).resource("one").publisher(Happened.class).subscribe(reader);
        assertTrue(subscribed.poll(60, TimeUnit.SECONDS) != null, "it reached the server");
        return reader;
    }

    /** To all subscriptions; the last is known to have arrived once a reader of everything has it. */
    private void happen(int from, int to, String text) throws InterruptedException {
        Reader all = subscribe(new Reader());
        all.ask(Long.MAX_VALUE);
        for (int i = from; i <= to; i++) {
            for (Subscribe each : server.received(Subscribe.class)) {
                connection
                        .join()
                        .writeAndFlush(new Event(
                                each.subscription(), new EventCursor(0, i, 0), CODEC.encode(new Happened(i, text))));
            }
            assertEquals(event(i, text), all.next());
        }
        all.subscription.join().cancel();
    }

    private static EventMessage<Happened> event(int number, String text) {
        return new EventMessage.Event<>(new Cursor(0, number, 0), new Happened(number, text));
    }

    @Test
    void tellsAsManyEventsAsAreAskedFor() throws InterruptedException {
        Reader reader = subscribe(new Reader());
        happen(2, 6, "");
        assertNull(reader.read.poll());
        reader.ask(2);
        assertEquals(event(2, ""), reader.next());
        assertEquals(event(3, ""), reader.next());
        happen(7, 7, "");
        assertNull(reader.read.poll());
        reader.ask(Long.MAX_VALUE);
        reader.ask(Long.MAX_VALUE);
        for (int i = 4; i <= 7; i++) {
            assertEquals(event(i, ""), reader.next());
        }
    }

    @Test
    void keepsABoundedNumberOfBytesForASlowSubscriberAndResetsIt() throws InterruptedException {
        String large = "x".repeat(256 * 1024);
        Reader slow = subscribe(new Reader());
        int last = (int) (3 * Subscriber.MAX_WAITING_BYTES / large.length());
        happen(2, last, large);
        slow.ask(Long.MAX_VALUE);
        EventMessage<Happened> first = slow.next();
        assertTrue(first instanceof EventMessage.Reset<Happened>, "what waited is replaced by a reset");
        int kept = 0;
        for (EventMessage<Happened> next = slow.next(); !event(last, large).equals(next); next = slow.next()) {
            kept++;
        }
        assertTrue(kept <= Subscriber.MAX_WAITING_BYTES / large.length(), kept + " were kept");
    }

    @Test
    void oneThatThrowsIsLeftAndHurtsNoOther() throws InterruptedException {
        Reader throwing = subscribe(new Reader() {
            @Override
            public void onNext(EventMessage<Happened> message) {
                super.onNext(message);
                throw new IllegalStateException("the subscriber's own");
            }
        });
        Reader other = subscribe(new Reader());
        throwing.ask(10);
        other.ask(10);
        happen(2, 3, "");
        assertEquals(event(2, ""), other.next());
        assertEquals(event(3, ""), other.next());
        assertEquals(event(2, ""), throwing.next());
        assertTrue(left.poll(60, TimeUnit.SECONDS) != null);
        assertNull(throwing.read.poll());
    }

    @Test
    void askingForNothingIsAnError() throws InterruptedException {
        Reader reader = subscribe(new Reader());
        reader.ask(0);
        assertEquals("a subscriber asks for one event at least, not for 0", reader.end.join());
        assertTrue(left.poll(60, TimeUnit.SECONDS) != null, "the subscription is given up");
    }

    @Test
    void closingTheClientCompletesItThoughNothingWasAskedFor() throws InterruptedException {
        Reader open = subscribe(new Reader());
        client.close();
        assertEquals("complete", open.end.join());
        Reader late = new Reader();
        client.open(TYPE).resource("one").publisher(Happened.class).subscribe(late);
        assertEquals("complete", late.end.join());
    }

    @Test
    void oneThatCancelsAtOnceIsNotSubscribed() throws InterruptedException {
        Reader hasty = new Reader() {
            @Override
            public void onSubscribe(Flow.Subscription begun) {
                begun.cancel();
            }
        };
        client.open(TYPE).resource("one").publisher(Happened.class).subscribe(hasty);
        subscribe(new Reader());
        assertEquals(1, server.received(Subscribe.class).size());
    }
}
