package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Value;
import io.quorate.testkit.RecipeWorld;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final KvWorld kv = new KvWorld();

    @AfterEach
    void close() {
        kv.close();
    }

    @Test
    void aKeyGoesWhenItsTimeIsOver() {
        List<Changed> events = kv.events();
        kv.put(kv.a, KvWorld.living(KvWorld.text("/a", "x"), 5_000));
        kv.world.advance(Duration.ofSeconds(4));
        assertTrue(kv.entry("/a").orElseThrow().leftMillis().orElseThrow() <= 1_000);
        kv.world.advance(Duration.ofSeconds(2));
        assertEquals("none", kv.shown("/a"));
        assertEquals(List.of("/a:EXPIRED"), KvWorld.told(events.get(1).changes()));
    }

    @Test
    void theTimeOfAKeyGoesOnOverChangesOfTheLeader() {
        kv.put(kv.a, KvWorld.living(KvWorld.text("/a", "x"), 5_000));
        for (int i = 0; i < 6; i++) {
            kv.world.changeLeader();
            kv.world.advance(SOON);
        }
        assertEquals("none", kv.shown("/a"));
    }

    @Test
    void settingAKeyAnewTakesItsTimeAway() {
        kv.put(kv.a, KvWorld.living(KvWorld.text("/a", "x"), 5_000));
        kv.put("/a", "y");
        kv.world.advance(Duration.ofSeconds(10));
        assertEquals("y", kv.shown("/a"));
        assertEquals(OptionalLong.empty(), kv.entry("/a").orElseThrow().leftMillis());
    }

    @Test
    void touchingMakesItLastAndChangesNothingElse() {
        List<Changed> events = kv.events();
        kv.put(kv.a, KvWorld.living(KvWorld.text("/a", "x"), 5_000));
        for (int i = 0; i < 5; i++) {
            kv.world.advance(Duration.ofSeconds(4));
            assertEquals(1, kv.touch("/a", OptionalLong.of(5_000)).reply().version());
        }
        kv.touch("/a", OptionalLong.empty());
        kv.world.advance(Duration.ofMinutes(1));
        assertEquals("x", kv.shown("/a"));
        assertEquals(1, events.size());
        assertEquals("NOT_FOUND", kv.touch("/b", OptionalLong.of(1)).code());
    }

    @Test
    void addingAndAppendingLeaveTheTimeAndTheSession() {
        kv.put(kv.a, KvWorld.bound(KvWorld.living(new Operation.Put("/n", new Value.Int64(1)), 5_000)));
        kv.add(kv.b, "/n", 1);
        assertEquals(kv.a.session(), kv.entry("/n").orElseThrow().session().orElseThrow());
        kv.world.advance(Duration.ofSeconds(6));
        assertEquals("none", kv.shown("/n"));
    }

    @Test
    void keysOfASessionGoWithIt() {
        List<Changed> events = kv.events();
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/a", "x")));
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/b", "x")));
        kv.put(kv.b, KvWorld.text("/c", "x"));
        kv.b.crash();
        kv.world.advance(RecipeWorld.TTL.multipliedBy(3));
        assertEquals(List.of("/c"), kv.keys("/"));
        assertEquals(
                List.of("/a:SESSION_ENDED", "/b:SESSION_ENDED"),
                KvWorld.told(events.get(3).changes()));
    }

    @Test
    void aKeyThatAnotherSessionSetIsNoLongerTheFirstOnes() {
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/a", "x")));
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/b", "x")));
        kv.put("/a", "y");
        kv.put(kv.a, KvWorld.bound(KvWorld.text("/b", "y")));
        kv.b.closeSession();
        assertEquals(List.of("/a", "/b"), kv.keys("/"));
        kv.a.closeSession();
        assertEquals(List.of("/a"), kv.keys("/"));
    }

    @Test
    void manyKeysOfASessionGoInBoundedSteps() {
        for (int i = 0; i < 1_000; i++) {
            kv.put(kv.b, KvWorld.bound(KvWorld.text("/k" + i, "x")));
        }
        List<Changed> events = kv.events();
        kv.b.closeSession();
        kv.world.advance(SOON);
        assertEquals(0, kv.describe().keys());
        assertEquals(10, events.size());
        assertTrue(events.stream().allMatch(event -> event.changes().size() <= 100));
    }

    @Test
    void aStoreWithoutKeysLeavesNothingBehindOnceItsPastIsForgotten() {
        kv.put("/a", "x");
        kv.delete("/a");
        assertEquals(List.of(KvWorld.STORE), kv.world.instances());
        kv.world.advance(Duration.ofMillis(2 * KvContract.HISTORY_AGE_MILLIS + 1_000));
        assertEquals(List.of(), kv.world.instances());
    }

    @Test
    void aCommandThatFindsNothingLeavesNothing() {
        assertEquals(0, kv.delete("/a").reply().keys());
        assertEquals(0, kv.deleteTree("/").reply().keys());
        assertEquals(List.of(), kv.world.instances());
    }
}
