package io.quorate.recipe.queue;

import static io.quorate.recipe.queue.QueueWorld.WAIT;
import static io.quorate.recipe.queue.QueueWorld.delayed;
import static io.quorate.recipe.queue.QueueWorld.grouped;
import static io.quorate.recipe.queue.QueueWorld.item;
import static io.quorate.recipe.queue.QueueWorld.text;
import static io.quorate.recipe.queue.QueueWorld.urgent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.OfferMany;
import io.quorate.recipe.queue.api.QueueContract.OfferedMany;
import io.quorate.recipe.queue.api.QueueContract.Peek;
import io.quorate.recipe.queue.api.QueueContract.Peeked;
import io.quorate.recipe.queue.api.QueueContract.Poll;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order items are taken. */
class TakingTest {
    private final QueueWorld queue = new QueueWorld();

    @AfterEach
    void close() {
        queue.close();
    }

    private String drained() {
        List<String> texts = new ArrayList<>();
        for (Reply<Granted> reply = queue.taking(queue.b, 1, 0);
                reply.code().isEmpty();
                reply = queue.taking(queue.b, 1, 0)) {
            texts.add(text(reply.reply()));
            queue.ack(queue.b, reply.reply()).reply();
        }
        return String.join(" ", texts);
    }

    @Test
    void itemsOfOnePriorityAreTakenInTheOrderOfOffers() {
        queue.offer("x");
        queue.offer("y");
        queue.offer("z");
        assertEquals("x y z", drained());
        queue.requireNothingLeft();
    }

    @Test
    void anEmptyQueueIsToldWithoutAWait() {
        assertEquals("WAIT_TIMED_OUT", queue.taking(queue.a, 1, 0).code());
        queue.requireNothingLeft();
    }

    @Test
    void aHigherPriorityGoesFirst() {
        queue.offer("low");
        queue.offer(urgent("high", 2));
        queue.offer(urgent("lower", -1));
        assertEquals("high low lower", drained());
    }

    @Test
    void anOldItemOvertakesNewOnesOfHigherPriority() {
        queue.configure(QueueSettings.DEFAULT.withAgeingMillis(1_000));
        queue.offer("old");
        queue.advance(1_999);
        queue.offer(urgent("just in time", 2));
        queue.advance(2);
        queue.offer(urgent("too late", 2));
        assertEquals("just in time old too late", drained());
    }

    @Test
    void withoutAgeingPrioritiesCountForNothing() {
        queue.configure(QueueSettings.DEFAULT.withAgeingMillis(0));
        queue.offer("x");
        queue.offer(urgent("y", 100));
        assertEquals("x y", drained());
    }

    @Test
    void aDelayIsCountedInLogTimeAndByNobodysClock() {
        queue.offer(delayed("later", 5_000));
        queue.offer(delayed("sooner", 2_000));
        Reply<Granted> waits = queue.taking(queue.b, 1, WAIT);
        assertEquals(2, queue.describe().delayed());
        queue.advance(1_999);
        assertTrue(waits.isWaiting());
        queue.advance(2);
        assertEquals("sooner", text(waits.reply()));
        assertEquals("WAIT_TIMED_OUT", queue.taking(queue.b, 1, 0).code());
        queue.advance(3_000);
        assertEquals("later", text(queue.take(queue.b)));
    }

    @Test
    void aDelayLongerThanATimerMayRunIsKept() {
        queue.offer(delayed("tomorrow", 3_600_000));
        Reply<Granted> waits = queue.taking(queue.b, 1, 2 * 3_600_000);
        queue.advance(3_599_000);
        assertTrue(waits.isWaiting());
        queue.advance(1_001);
        assertEquals("tomorrow", text(waits.reply()));
    }

    @Test
    void oneItemOfAGroupIsTakenAtATime() {
        queue.offer(grouped("x1", "x"));
        queue.offer(grouped("x2", "x"));
        queue.offer(grouped("y1", "y"));
        Granted first = queue.take(queue.a);
        assertEquals("x1", text(first));
        assertEquals("y1", text(queue.take(queue.b)));
        assertEquals(1, queue.describe().behind());
        assertEquals(
                "x2", new String(queue.items(ItemState.BEHIND).get(0).payload().orElseThrow(), UTF_8));
        Reply<Granted> waits = queue.taking(queue.c, 1, WAIT);
        queue.ack(queue.a, first).reply();
        assertEquals("x2", text(waits.reply()));
        assertTrue(waits.reply().token().compareTo(first.token()) > 0);
    }

    @Test
    void aGroupKeepsItsOrderThroughFailuresDelaysAndPriorities() {
        queue.offer(grouped("x1", "x"));
        queue.offer(new NewItem("x2".getBytes(UTF_8), 0, 100, "x", "", 0, 0));
        queue.nack(queue.a, queue.take(queue.a), 3_000, "not now").reply();
        assertEquals("WAIT_TIMED_OUT", queue.taking(queue.b, 1, 0).code());
        queue.advance(3_001);
        assertEquals("x1 x2", drained());
        queue.requireNothingLeft();
    }

    @Test
    void aGroupGoesOnWhenItsFirstItemIsRemovedOrDead() {
        queue.configure(QueueSettings.DEFAULT.withMaxAttempts(1));
        queue.offer(grouped("x1", "x"));
        queue.offer(grouped("x2", "x"));
        long third = queue.offer(grouped("x3", "x"));
        queue.offer(grouped("x4", "x"));
        queue.a
                .call(
                        QueueWorld.NAME,
                        QueueContract.REMOVE,
                        new QueueContract.Remove(third),
                        QueueContract.Removed.class)
                .reply();
        assertTrue(queue.nack(queue.a, queue.take(queue.a), 0, "broken").reply().dead());
        assertEquals("x2 x4", drained());
    }

    @Test
    void manyAreTakenInOneStepAsFarAsTheyFitIntoAReply() {
        for (int i = 0; i < 5; i++) {
            queue.offer("" + i);
        }
        Granted four = queue.taking(queue.a, 4, 0).reply();
        assertEquals("0 1 2 3", text(four));
        assertEquals("4", text(queue.taking(queue.a, 4, 0).reply()));
        byte[] large = new byte[QueueContract.MAX_PAYLOAD_BYTES];
        NewItem largest = new NewItem(large, 0, 0, "\u20ac".repeat(QueueContract.MAX_NAME_CHARACTERS), "", 0, 0);
        queue.offer(largest);
        queue.offer(item("small"));
        queue.offer(new NewItem(large, 0, 0, "", "", 0, 0));
        assertEquals(2, queue.taking(queue.a, 10, 0).reply().items().size());
        assertEquals(1, queue.taking(queue.a, 10, 0).reply().items().size());
        for (int i = 0; i < QueueContract.MAX_MANY + 1; i++) {
            queue.offer(grouped("", "\u20ac" + i));
        }
        assertTrue(queue.taking(queue.a, 100, 0).reply().items().size() > 90);
    }

    @Test
    void manyAreOfferedInOneStepAllOrNone() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(3));
        Reply<Granted> waits = queue.taking(queue.b, 10, WAIT);
        OfferMany two = new OfferMany(List.of(item("x"), item("y")));
        OfferedMany offered = queue.a
                .call(QueueWorld.NAME, QueueContract.OFFER_MANY, two, OfferedMany.class)
                .reply();
        assertEquals(2, offered.items().size());
        assertEquals("x y", text(waits.reply()), "they come together");
        assertEquals(
                QueueContract.QUEUE_FULL,
                queue.a
                        .call(QueueWorld.NAME, QueueContract.OFFER_MANY, two, OfferedMany.class)
                        .code());
        assertEquals(2, queue.describe().items());
    }

    @Test
    void whoWaitsLongestIsServedFirst() {
        Reply<Granted> first = queue.taking(queue.b, 1, WAIT);
        Reply<Granted> second = queue.taking(queue.c, 1, WAIT);
        assertEquals(2, queue.describe().taking().size());
        queue.offer("x");
        assertEquals("x", text(first.reply()));
        assertTrue(second.isWaiting());
        queue.advance(1_000);
        queue.offer("y");
        assertEquals(1_000, second.reply().waitedMillis());
    }

    @Test
    void whatIsPolledIsGone() {
        queue.offer(grouped("x1", "x"));
        queue.offer(grouped("x2", "x"));
        Granted polled = queue.b
                .call(QueueWorld.NAME, QueueContract.POLL, new Poll(10, 0), Granted.class)
                .reply();
        assertEquals("x1 x2", text(polled));
        assertEquals(0, polled.leaseMillis());
        queue.requireNothingLeft();
    }

    @Test
    void itemsAreShownInPages() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(queue.offer("" + i));
        }
        assertEquals(
                ids, queue.items(ItemState.READY).stream().map(ListedItem::id).toList());
        assertEquals(
                ids, queue.items(Optional.empty()).stream().map(ListedItem::id).toList());
        Peeked peeked = queue.world.query(QueueWorld.NAME, QueueContract.PEEK, new Peek(), Peeked.class);
        assertEquals(ids.get(0), peeked.item().orElseThrow().id());
        assertEquals(List.of(), queue.items(ItemState.DEAD));
        Granted taken = queue.take(queue.b);
        ListedItem leased = queue.items(ItemState.LEASED).get(0);
        assertEquals(taken.token(), leased.token().orElseThrow());
        assertEquals(queue.b.session(), leased.session().orElseThrow());
        assertEquals(30_000, leased.dueMillis());
    }
}
