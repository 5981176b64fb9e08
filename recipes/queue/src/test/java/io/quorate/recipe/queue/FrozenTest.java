package io.quorate.recipe.queue;

import static io.quorate.recipe.queue.QueueWorld.WAIT;
import static io.quorate.recipe.queue.QueueWorld.item;
import static io.quorate.recipe.queue.QueueWorld.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends while a queue is frozen is told to nobody, and stands in nobody's way when the queue goes on. */
class FrozenTest {
    private final QueueWorld queue = new QueueWorld();

    @AfterEach
    void close() {
        queue.close();
    }

    /** The end of the session fails, and is told again once a version is there that does not. */
    private void freeze(TestClient bound) {
        queue.world.upgrade(new FaultyQueueRecipe());
        bound.closeSession();
        assertEquals("INSTANCE_FROZEN", queue.offering(queue.a, item(""), 0).code());
    }

    @Test
    void leasesThatRanOutMeanwhileComeBack() {
        queue.offer("x");
        queue.offer("y");
        TestClient mortal = queue.world.client("mortal");
        queue.take(mortal);
        queue.take(queue.b);
        Reply<Granted> waits = queue.taking(queue.c, 2, WAIT);
        freeze(mortal);
        queue.advance(40_000);
        queue.world.upgrade(new QueueRecipe());
        queue.advance(2_000);
        assertEquals("x y", text(waits.reply()), "in the step that is made up for");
    }

    @Test
    void offersThatTimedOutMeanwhileKeepNobodyOut() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(1));
        queue.offer("x");
        TestClient mortal = queue.world.client("mortal");
        Granted taken = queue.take(mortal);
        Reply<Offered> late = queue.offering(queue.b, item("y"), 1_000);
        freeze(mortal);
        queue.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", late.code());
        queue.world.upgrade(new QueueRecipe());
        queue.advance(2_000);
        Granted again = queue.take(queue.c);
        assertEquals(taken.items().get(0).id(), again.items().get(0).id());
        queue.ack(queue.c, again).reply();
        queue.offer("z");
        assertEquals(0, queue.describe().offersWaiting());
    }
}
