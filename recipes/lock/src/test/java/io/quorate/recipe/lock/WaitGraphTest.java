package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ShowWaits;
import io.quorate.recipe.lock.api.WaitGraph;
import io.quorate.recipe.lock.api.WaitGraph.Deadlock;
import io.quorate.recipe.lock.api.WaitGraph.Wait;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and the circles in it. */
class WaitGraphTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void aLockWhoseHolderWaitsForNothingHasNone() {
        acquire(lock.a, "x", "", 0);
        acquire(lock.b, "x", "", 60_000);
        assertEquals(new WaitGraph(List.of(), List.of(), false), graph("x"));
        assertEquals(new WaitGraph(List.of(), List.of(), false), graph("nobody's"));
    }

    @Test
    void followsHoldersFromOneToTheNext() {
        acquire(lock.a, "x", "", 0);
        acquire(lock.b, "y", "", 0);
        acquire(lock.a, "y", "", 60_000);
        acquire(lock.c, "z", "", 0);
        acquire(lock.b, "z", "", 60_000);
        WaitGraph graph = graph("x");
        assertEquals(List.of("x->y", "y->z"), arrows(graph.waits()));
        assertEquals(List.of(), graph.deadlocks());
    }

    @Test
    void findsTheCircleOfThree() {
        acquire(lock.a, "x", "", 0);
        acquire(lock.b, "y", "", 0);
        acquire(lock.c, "z", "", 0);
        acquire(lock.a, "y", "", 60_000);
        acquire(lock.b, "z", "", 60_000);
        acquire(lock.c, "x", "", 60_000);
        for (String from : List.of("x", "y", "z")) {
            Deadlock deadlock = only(graph(from));
            assertEquals(3, deadlock.circle().size());
            assertFalse(deadlock.certain());
        }
        assertEquals(List.of("x->y", "y->z", "z->x"), arrows(only(graph("x")).circle()));
    }

    @Test
    void itIsCertainBetweenOwners() {
        acquire(lock.a, "x", "t1", 0);
        acquire(lock.b, "y", "t1", 0);
        acquire(lock.a, "y", "t1", 60_000);
        acquire(lock.b, "x", "t1", 60_000);
        assertTrue(only(graph("y")).certain());
    }

    @Test
    void anotherOwnerOfTheSameSessionDoesNotCloseACircle() {
        acquire(lock.a, "x", "t1", 0);
        acquire(lock.b, "y", "t1", 0);
        acquire(lock.a, "y", "t2", 60_000);
        acquire(lock.b, "x", "t1", 60_000);
        assertEquals(List.of(), graph("x").deadlocks());
    }

    @Test
    void oneThatWaitsForItselfIsACircleOfOne() {
        acquire(lock.a, "x", "", 0);
        acquire(lock.a, "x", "", 60_000);
        assertEquals(List.of("x->x"), arrows(only(graph("x")).circle()));
    }

    @Test
    void aSetWaitsForEachOfItsLocksThatIsHeld() {
        acquire(lock.a, "x", "", 0);
        acquire(lock.b, "z", "", 0);
        lock.a.call("w", LockContract.ACQUIRE_ALL, new AcquireAll(List.of("y", "z"), 60_000, "", 0, 0), Grant.class);
        acquire(lock.b, "x", "", 60_000);
        assertEquals(List.of("x->z", "z->x"), arrows(only(graph("x")).circle()));
    }

    private void acquire(TestClient client, String name, String owner, long waitMillis) {
        client.call(name, LockContract.ACQUIRE, new Acquire(waitMillis, "", owner, 0, 0, 0, ""), Grant.class);
    }

    private WaitGraph graph(String name) {
        return lock.world.query(name, LockContract.WAIT_GRAPH, new ShowWaits(), WaitGraph.class);
    }

    private static Deadlock only(WaitGraph graph) {
        assertEquals(1, graph.deadlocks().size(), graph::toString);
        return graph.deadlocks().get(0);
    }

    private static List<String> arrows(List<Wait> waits) {
        return waits.stream().map(wait -> wait.lock() + "->" + wait.waitsFor()).toList();
    }
}
