package io.quorate.recipe.queue;

import static io.quorate.recipe.queue.QueueWorld.WAIT;
import static io.quorate.recipe.queue.QueueWorld.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.AckMany;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of items that were taken. */
class LeasesTest {
    private final QueueWorld queue = new QueueWorld(new TransferRecipe());

    /** Acknowledges an item as a part of its own command. */
    @RecipeType(name = "transfer")
    public static final class TransferRecipe implements Recipe {
        /** An item of a queue. */
        public record Finish(String queue, long id, FencingToken token) {}

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.uses("queue", "[1,2)");
            recipe.command("finish", Finish.class, Acked.class, TransferRecipe::finish);
        }

        private static Outcome<Acked> finish(ApplyContext context, Finish request) {
            Ack ack = new Ack(request.id(), request.token());
            return Outcome.reply(context.call("queue", request.queue(), QueueContract.ACK, ack, Acked.class));
        }
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void anItemWhoseConsumerCrashesIsTakenAgain() {
        queue.offer("x");
        Granted lost = queue.take(queue.b);
        Reply<Granted> waits = queue.taking(queue.c, 1, WAIT);
        queue.b.crash();
        queue.advance(RecipeWorld.TTL.toMillis() + 1_000);
        assertEquals("x", text(waits.reply()));
        assertEquals(2, waits.reply().items().get(0).attempt());
        assertTrue(waits.reply().token().compareTo(lost.token()) > 0);
        queue.ack(queue.c, waits.reply()).reply();
        queue.requireNothingLeft();
    }

    @Test
    void aLeaseRunsOutWhileItsSessionLives() {
        queue.offer("x");
        Granted late = queue.take(queue.b);
        queue.advance(29_990);
        assertEquals(1, queue.describe().leased());
        queue.advance(11);
        assertEquals(1, queue.describe().ready());
        assertEquals(QueueContract.LEASE_LOST, queue.ack(queue.b, late).code());
        Granted again = queue.take(queue.b);
        assertEquals(QueueContract.LEASE_LOST, queue.ack(queue.b, late).code(), "of the lease before");
        queue.ack(queue.b, again).reply();
    }

    @Test
    void aLeaseThatIsExtendedLasts() {
        queue.offer("x");
        Granted taken = queue.take(queue.b);
        queue.advance(20_000);
        Extend extend = new Extend(taken.items().get(0).id(), taken.token(), 60_000);
        assertEquals(
                60_000,
                queue.b
                        .call(QueueWorld.NAME, QueueContract.EXTEND, extend, Extended.class)
                        .reply()
                        .leaseMillis());
        queue.advance(59_000);
        Extend shorter = new Extend(taken.items().get(0).id(), taken.token(), 1);
        assertEquals(
                1_000,
                queue.b
                        .call(QueueWorld.NAME, QueueContract.EXTEND, shorter, Extended.class)
                        .reply()
                        .leaseMillis());
        queue.ack(queue.b, taken).reply();
        queue.requireNothingLeft();
    }

    @Test
    void onlyWhoHasAnItemAcknowledgesIt() {
        queue.offer("x");
        Granted taken = queue.take(queue.b);
        assertEquals(QueueContract.LEASE_LOST, queue.ack(queue.c, taken).code());
        FencingToken other = new FencingToken(taken.token().value() + 1);
        assertEquals(
                QueueContract.LEASE_LOST,
                queue.ack(queue.b, taken.items().get(0).id(), other).code());
        queue.ack(queue.b, taken).reply();
        assertEquals(QueueContract.LEASE_LOST, queue.ack(queue.b, taken).code(), "once");
    }

    @Test
    void aCallThatIsSentAgainCountsOnce() {
        queue.offering(queue.a, QueueWorld.item("x"), 0).repeat();
        assertEquals(1, queue.describe().items());
        Reply<Granted> taken = queue.taking(queue.b, 1, 0);
        FencingToken token = taken.reply().token();
        assertEquals(token, taken.repeat().reply().token());
        Reply<Acked> acked = queue.ack(queue.b, taken.reply());
        queue.offer("y");
        assertEquals(1, acked.repeat().reply().acked());
        assertEquals(1, queue.describe().items());
    }

    @Test
    void itemsThatNobodyTookFromTheirReplyAreGivenBackUntried() {
        queue.offer("x");
        queue.offer("y");
        queue.taking(queue.b, 2, 0).cancel();
        assertEquals(2, queue.describe().ready());
        Granted taken = queue.taking(queue.c, 2, 0).reply();
        assertEquals("x y", text(taken));
        assertEquals(
                List.of(1, 1), taken.items().stream().map(TakenItem::attempt).toList());
    }

    @Test
    void aCallThatGaveUpIsNotServed() {
        Reply<Granted> cancelled = queue.taking(queue.b, 1, WAIT).cancel();
        Reply<Granted> late = queue.taking(queue.b, 1, 1_000);
        queue.advance(1_001);
        assertEquals("WAIT_TIMED_OUT", late.code());
        queue.offer("x");
        assertFalse(cancelled.code().isEmpty());
        assertEquals(1, queue.describe().ready());
    }

    @Test
    void aSessionWithManyLeasesGivesThemBackInBoundedSteps() {
        int items = 1_050;
        for (int i = 0; i < items; i++) {
            queue.offer("" + i);
        }
        while (queue.describe().ready() > 0) {
            queue.taking(queue.b, QueueContract.MAX_MANY, 0).reply();
        }
        long before = queue.world.entries();
        queue.b.closeSession();
        assertEquals(items - QueueContract.MAX_MANY, queue.describe().leased(), "the first step");
        queue.advance(2_000);
        assertEquals(items, queue.describe().ready());
        assertTrue(queue.world.entries() - before >= items / QueueContract.MAX_MANY, "step by step");
        for (int i = 0; i < items; i++) {
            Granted taken = queue.take(queue.c);
            assertEquals("" + i, text(taken), "in the order of before");
            assertEquals(2, taken.items().get(0).attempt());
            queue.ack(queue.c, taken).reply();
        }
        queue.requireNothingLeft();
    }

    @Test
    void manyAreAcknowledgedAndTheLostOnesToldApart() {
        queue.offer("x");
        queue.offer("y");
        Granted taken = queue.taking(queue.b, 2, 0).reply();
        queue.nack(queue.b, taken, 0, "").reply();
        AckMany both = new AckMany(taken.items().stream()
                .map(item -> new Ack(item.id(), taken.token()))
                .toList());
        Acked acked = queue.b
                .call(QueueWorld.NAME, QueueContract.ACK_MANY, both, Acked.class)
                .reply();
        assertEquals(1, acked.acked());
        assertEquals(List.of(taken.items().get(0).id()), acked.lost());
    }

    @Test
    void anItemIsAcknowledgedInACommandOfAnotherRecipe() {
        queue.offer(QueueWorld.grouped("x1", "x"));
        queue.offer(QueueWorld.grouped("x2", "x"));
        Reply<Granted> waits = queue.taking(queue.c, 1, WAIT);
        Granted first = waits.reply();
        Reply<Granted> second = queue.taking(queue.c, 1, WAIT);
        TransferRecipe.Finish finish =
                new TransferRecipe.Finish(QueueWorld.NAME, first.items().get(0).id(), first.token());
        assertEquals(
                QueueContract.LEASE_LOST,
                queue.b.call("transfer", "t", "finish", finish, Acked.class).code());
        queue.c.call("transfer", "t", "finish", finish, Acked.class).reply();
        assertEquals("x2", text(second.reply()));
        queue.c
                .call(
                        "transfer",
                        "t",
                        "finish",
                        new TransferRecipe.Finish(
                                QueueWorld.NAME,
                                second.reply().items().get(0).id(),
                                second.reply().token()),
                        Acked.class)
                .reply();
        queue.requireNothingLeft();
    }

    @Test
    void leasesOutliveTheLeaderAndEveryNode() {
        queue.offer("x");
        Granted taken = queue.take(queue.b);
        Reply<Granted> waits = queue.taking(queue.c, 1, WAIT);
        queue.world.changeLeader();
        queue.world.restart();
        assertEquals(1, queue.items(ItemState.LEASED).size());
        queue.ack(queue.b, taken).reply();
        queue.offer("y");
        assertEquals("y", text(waits.reply()));
    }

    @Test
    void aRemovedItemIsNobodysAnyMore() {
        long id = queue.offer("x");
        Granted taken = queue.take(queue.b);
        queue.a
                .call(QueueWorld.NAME, QueueContract.REMOVE, new QueueContract.Remove(id), QueueContract.Removed.class)
                .reply();
        assertEquals(QueueContract.LEASE_LOST, queue.ack(queue.b, taken).code());
        queue.requireNothingLeft();
    }

    @Test
    void anUpgradeOfSettingsHoldsForWhatComes() {
        queue.configure(QueueSettings.DEFAULT.withLeaseMillis(1_000));
        queue.offer("x");
        assertEquals(1_000, queue.take(queue.b).leaseMillis());
        queue.advance(1_001);
        queue.configure(QueueSettings.DEFAULT);
        assertEquals(30_000, queue.take(queue.b).leaseMillis());
    }
}
