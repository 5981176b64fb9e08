package io.quorate.recipe.queue;

import static io.quorate.recipe.queue.QueueWorld.WAIT;
import static io.quorate.recipe.queue.QueueWorld.delayed;
import static io.quorate.recipe.queue.QueueWorld.grouped;
import static io.quorate.recipe.queue.QueueWorld.item;
import static io.quorate.recipe.queue.QueueWorld.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To the next version and back, while items are leased, delayed and behind others, and calls wait. */
class QueueUpgradeTest {
    private final QueueWorld queue = new QueueWorld();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void keepsItemsLeasesAndTheirTimes() {
        queue.offer(grouped("x1", "x"));
        queue.offer(grouped("x2", "x"));
        queue.offer(delayed("later", 5_000));
        Granted taken = queue.take(queue.b);
        Reply<Granted> waits = queue.taking(queue.c, 1, WAIT);
        queue.world.upgrade(new NextQueueRecipe());
        queue.advance(5_001);
        assertEquals("later", text(waits.reply()));
        queue.world.rollback();
        queue.ack(queue.b, taken).reply();
        assertEquals("x2", text(queue.take(queue.b)));
        queue.advance(31_000);
        assertEquals(2, queue.describe().ready());
    }

    @Test
    void keepsWhoWaitsForRoom() {
        queue.configure(QueueSettings.DEFAULT.withMaxItems(1));
        queue.offer("x");
        Reply<Offered> waits = queue.offering(queue.b, item("y"), WAIT);
        queue.world.upgrade(new NextQueueRecipe());
        assertTrue(waits.isWaiting());
        queue.ack(queue.a, queue.take(queue.a)).reply();
        waits.reply();
        queue.world.rollback();
        assertEquals("y", text(queue.take(queue.c)));
    }
}
