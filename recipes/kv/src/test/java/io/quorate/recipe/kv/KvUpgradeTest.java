package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.kv.api.Result;
import io.quorate.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To the next version and back, with keys of each kind and a past. */
class KvUpgradeTest {
    private final KvWorld kv = new KvWorld();

    @AfterEach
    void close() {
        kv.close();
    }

    @Test
    void keepsKeysTimersSessionsAndThePastOnTheWayUpAndDown() {
        Reply<Result.Sum> added = kv.add(kv.a, "/n", 5);
        long old = kv.put("/a", "old").revision();
        kv.put("/a", "new");
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/bound", "x")));
        kv.put(kv.a, KvWorld.living(KvWorld.text("/living", "x"), 30_000));

        kv.world.upgrade(new NextKvRecipe());
        assertEquals(5, added.repeat().reply().number());
        assertEquals("old", kv.shownAt("/a", old));
        kv.add(kv.b, "/n", 1);
        kv.b.closeSession();
        assertEquals(List.of("/a", "/living", "/n"), kv.keys("/"));

        kv.world.rollback();
        kv.world.advance(Duration.ofMinutes(1));
        assertEquals(List.of("/a", "/n"), kv.keys("/"));
        assertEquals("6", kv.shown("/n"));
        assertEquals(
                List.of(
                        "/n=5",
                        "/a=old",
                        "/a=new",
                        "/bound=x",
                        "/living=x",
                        "/n=6",
                        "/bound:SESSION_ENDED",
                        "/living:EXPIRED"),
                kv.history("/", 0, OptionalLong.empty(), 100));
    }
}
