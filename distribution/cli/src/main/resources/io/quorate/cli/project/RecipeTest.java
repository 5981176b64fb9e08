package @PACKAGE@;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class @CLASS@Test {
    private final RecipeWorld world = RecipeWorld.of(new @CLASS@());
    private final TestClient worker = world.client("worker");
    private final TestClient reader = world.client("reader");

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void answersWhoWaitsOnceTheTotalIsThere() {
        Reply<@CLASS@.Reached> waiting = await(3, 60_000);
        assertEquals(2, add(2).reply().total());
        assertTrue(waiting.isWaiting());
        add(5);
        assertEquals(7, waiting.reply().total());
        assertEquals(7, await(1, 60_000).reply().total());
    }

    @Test
    void givesUpWhenTheWaitIsOver() {
        Reply<@CLASS@.Reached> waiting = await(3, 60_000);
        world.advance(Duration.ofMinutes(2));
        assertEquals("WAIT_TIMED_OUT", waiting.code());
    }

    @Test
    void refusesToCountBackwards() {
        add(2);
        assertEquals("INVALID_REQUEST", add(-1).code());
        assertEquals(
                2,
                world.query("jobs", "read", new @CLASS@.Read(), @CLASS@.Count.class)
                        .total());
    }

    private Reply<@CLASS@.Added> add(long amount) {
        return worker.call("jobs", "add", new @CLASS@.Add(amount), @CLASS@.Added.class);
    }

    private Reply<@CLASS@.Reached> await(long total, long waitMillis) {
        return reader.call(
                "jobs", "await", new @CLASS@.Await(total, waitMillis), @CLASS@.Reached.class);
    }
}
