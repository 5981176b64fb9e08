package io.quorate.recipe.queue;

import static io.quorate.recipe.queue.QueueWorld.WAIT;
import static io.quorate.recipe.queue.QueueWorld.item;
import static io.quorate.recipe.queue.QueueWorld.known;
import static io.quorate.recipe.queue.QueueWorld.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Died;
import io.quorate.recipe.queue.api.QueueContract.FailedAttempt;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Purge;
import io.quorate.recipe.queue.api.QueueContract.Purged;
import io.quorate.recipe.queue.api.QueueContract.Redrive;
import io.quorate.recipe.queue.api.QueueContract.Redriven;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many items there may be, what comes when there is no room, what is known already, and dead letters. */
class BoundsTest {
    private final QueueWorld queue = new QueueWorld();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void theBoundIsExact() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(2).withMaxBytes(10));
        queue.offer("12345");
        queue.offer("1");
        assertEquals(
                QueueContract.QUEUE_FULL, queue.offering(queue.b, item(""), 0).code());
        Granted taken = queue.take(queue.b);
        assertEquals(
                QueueContract.QUEUE_FULL, queue.offering(queue.b, item(""), 0).code(), "taken is not done");
        queue.ack(queue.b, taken).reply();
        assertEquals(
                QueueContract.QUEUE_FULL,
                queue.offering(queue.b, item("1234567890"), 0).code());
        queue.offer("123456789");
        assertEquals(10, queue.describe().bytes());
        assertEquals(
                QueueContract.QUEUE_FULL,
                queue.offering(queue.b, item("12345678901"), WAIT).code(),
                "it never has room");
    }

    @Test
    void offersThatWaitAreLetInInOrder() {
        queue.configure(QueueSettings.DEFAULT.withMaxBytes(10));
        queue.offer("12345678");
        Reply<Offered> large = queue.offering(queue.b, item("12345"), WAIT);
        Reply<Offered> small = queue.offering(queue.c, item("1"), WAIT);
        assertTrue(large.isWaiting());
        assertTrue(small.isWaiting(), "nobody is passed");
        assertEquals(
                QueueContract.QUEUE_FULL, queue.offering(queue.a, item("1"), 0).code());
        assertEquals(2, queue.describe().offersWaiting());
        queue.ack(queue.a, queue.take(queue.a)).reply();
        assertTrue(small.reply().id() > large.reply().id());
        assertEquals(0, queue.describe().offersWaiting());
    }

    @Test
    void anOfferThatWaitsNoMoreStandsInNobodysWay() {
        queue.configure(QueueSettings.DEFAULT.withMaxBytes(10));
        queue.offer("12345678");
        Reply<Offered> cancelled = queue.offering(queue.b, item("12345"), WAIT);
        Reply<Offered> small = queue.offering(queue.c, item("1"), WAIT);
        cancelled.cancel();
        small.reply();
        Reply<Offered> late = queue.offering(queue.b, item("12345"), 1_000);
        Reply<Offered> other = queue.offering(queue.c, item("1"), WAIT);
        queue.advance(1_001);
        assertEquals("WAIT_TIMED_OUT", late.code());
        other.reply();
        queue.offering(queue.b, item("12345"), WAIT);
        Reply<Offered> third = queue.offering(queue.c, item(""), WAIT);
        queue.b.crash();
        queue.advance(RecipeWorld.TTL.toMillis() + 1_000);
        assertFalse(third.isWaiting());
        assertEquals(0, queue.describe().offersWaiting());
    }

    @Test
    void moreRoomLetsIn() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(1));
        queue.offer("x");
        List<Reply<Offered>> waiting = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            waiting.add(queue.offering(queue.b, item("" + i), WAIT));
        }
        queue.configure(QueueSettings.DEFAULT);
        assertEquals(1 + QueueContract.MAX_MANY, queue.describe().items(), "one step");
        queue.advance(100);
        waiting.forEach(offer -> assertFalse(offer.isWaiting()));
        assertEquals(251, queue.describe().items());
    }

    @Test
    void whatIsOfferedAgainWithinItsWindowIsNotTakenIn() {
        Offered first = queue.offering(queue.a, known("x", "o-17", 10_000), 0).reply();
        Offered again =
                queue.offering(queue.b, known("other", "o-17", 10_000), 0).reply();
        assertEquals(first.id(), again.id());
        assertTrue(again.duplicate());
        queue.ack(queue.b, queue.take(queue.b)).reply();
        queue.advance(9_000);
        assertTrue(
                queue.offering(queue.a, known("x", "o-17", 10_000), 0).reply().duplicate(), "done, and still known");
        queue.advance(1_001);
        queue.requireNothingLeft();
        assertFalse(
                queue.offering(queue.a, known("x", "o-17", 10_000), 0).reply().duplicate());
    }

    @Test
    void idsAreBoundedToo() {
        queue.configure(QueueSettings.DEFAULT.withMaxRemembered(1).withMaxItems(1));
        queue.offering(queue.a, known("x", "1", 10_000), 0).reply();
        assertTrue(queue.offering(queue.a, known("x", "1", 10_000), 0).reply().duplicate(), "full or not");
        Reply<Offered> same = queue.offering(queue.b, known("y", "2", 10_000), WAIT);
        queue.ack(queue.a, queue.take(queue.a)).reply();
        assertEquals("OVERLOADED", same.code());
        assertEquals(
                "OVERLOADED",
                queue.offering(queue.a, known("y", "2", 10_000), 0).code());
        queue.advance(10_001);
        queue.offering(queue.a, known("y", "2", 10_000), 0).reply();
    }

    @Test
    void twoOffersThatWaitWithOneIdAreOneItem() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(1));
        queue.offer("x");
        Reply<Offered> one = queue.offering(queue.b, known("y", "1", 10_000), WAIT);
        Reply<Offered> two = queue.offering(queue.c, known("y", "1", 10_000), WAIT);
        queue.ack(queue.a, queue.take(queue.a)).reply();
        assertFalse(one.reply().duplicate());
        assertTrue(two.reply().duplicate());
        assertEquals(1, queue.describe().items());
    }

    @Test
    void anItemWhoseAttemptsAreUsedUpIsADeadLetterWithItsReasons() {
        List<Died> died = queue.world.events(QueueWorld.NAME, Died.class);
        long id = queue.offer(new NewItem(new byte[] {1}, 0, 0, "", "", 0, 3));
        queue.nack(queue.a, queue.take(queue.a), 0, "no disk").reply();
        queue.take(queue.a);
        queue.advance(30_001);
        queue.take(queue.b);
        queue.b.closeSession();
        assertEquals(List.of(new Died(id, 3, "session " + queue.b.session().value() + " ended", 0)), died);
        ListedItem dead = queue.items(ItemState.DEAD).get(0);
        assertEquals(
                List.of("no disk", "the lease ran out", died.get(0).reason()),
                dead.failures().stream().map(FailedAttempt::reason).toList());
        assertEquals(0, queue.describe().items());
        assertEquals(1, queue.describe().dead());
    }

    @Test
    void reasonsAreBounded() {
        queue.offer(new NewItem(new byte[0], 0, 0, "", "", 0, 100));
        for (int i = 0; i < 100; i++) {
            queue.nack(queue.a, queue.take(queue.a), 0, "reason " + i).reply();
        }
        List<FailedAttempt> failures = queue.items(ItemState.DEAD).get(0).failures();
        assertEquals(QueueContract.MAX_REASONS, failures.size());
        assertEquals("reason 99", failures.get(failures.size() - 1).reason());
    }

    private long die(String text) {
        long id = queue.offer(text);
        queue.nack(queue.a, queue.take(queue.a), 0, "broken").reply();
        return id;
    }

    @Test
    void theOldestOfTooManyDeadLettersIsDropped() {
        queue.configure(QueueSettings.DEFAULT.withMaxAttempts(1).withMaxDead(2));
        List<Died> died = queue.world.events(QueueWorld.NAME, Died.class);
        die("x");
        long second = die("y");
        long third = die("z");
        assertEquals(List.of(0, 0, 1), died.stream().map(Died::dropped).toList());
        assertEquals(
                List.of(second, third),
                queue.items(ItemState.DEAD).stream().map(ListedItem::id).toList());
        queue.configure(QueueSettings.DEFAULT.withMaxAttempts(1).withMaxDead(0));
        assertEquals(0, queue.describe().dead());
        die("gone at once");
        queue.configure(QueueSettings.DEFAULT);
        queue.requireNothingLeft();
    }

    @Test
    void deadLettersAreOfferedAnew() {
        queue.configure(QueueSettings.DEFAULT.withMaxAttempts(1).withMaxItems(3));
        long first = die("x");
        die("y");
        die("z");
        queue.offer("new");
        assertEquals("NOT_FOUND", redrive(new Redrive(7, 1)).code());
        assertEquals(2, redrive(new Redrive(first, 1)).reply().left());
        assertEquals(1, redrive(new Redrive(0, 5)).reply().left(), "as far as there is room");
        assertEquals(QueueContract.QUEUE_FULL, redrive(new Redrive(0, 5)).code());
        Granted taken = queue.taking(queue.b, 5, 0).reply();
        assertEquals("new x y", text(taken));
        assertEquals(1, taken.items().get(1).attempt());
    }

    private Reply<Redriven> redrive(Redrive request) {
        return queue.a.call(QueueWorld.NAME, QueueContract.REDRIVE, request, Redriven.class);
    }

    @Test
    void aQueueIsPurgedInBoundedSteps() {
        queue.configure(QueueSettings.DEFAULT.withMaxAttempts(1));
        die("dead");
        for (int i = 0; i < 10; i++) {
            queue.offer(QueueWorld.grouped("" + i, i < 5 ? "g" : ""));
        }
        queue.take(queue.b);
        Purged some = purge(new Purge(false, 0, 7));
        assertEquals(7, some.removed());
        Purged rest = purge(new Purge(false, some.next().orElseThrow(), 7));
        assertEquals(3, rest.removed());
        assertTrue(rest.next().isEmpty());
        assertEquals(1, queue.describe().dead());
        assertEquals(1, purge(new Purge(true, 0, 7)).removed());
        queue.configure(QueueSettings.DEFAULT);
        queue.requireNothingLeft();
    }

    private Purged purge(Purge request) {
        return queue.a
                .call(QueueWorld.NAME, QueueContract.PURGE, request, Purged.class)
                .reply();
    }

    @Test
    void badRequestsSayWhatIsWrong() {
        Reply<QueueSettings> refused =
                queue.a.call(QueueWorld.NAME, QueueContract.CONFIGURE, new RawConfigure(0), QueueSettings.class);
        assertEquals("INVALID_REQUEST", refused.code());
        assertEquals(
                "Configure: Configure refuses these values: maxItems must be 1 to 100000000, was 0", refused.message());
    }

    /** Without the checks of the contract. */
    private record RawConfigure(long maxItems) {}
}
