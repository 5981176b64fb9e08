package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final KvWorld kv = new KvWorld();

    @AfterEach
    void close() {
        kv.close();
    }

    @Test
    void readsAKeyAsItWas() {
        long first = kv.put("/a", "one").revision();
        long second = kv.put("/a", "two").revision();
        long gone = kv.delete("/a").revision();
        long third = kv.put("/a", "three").revision();
        assertEquals("none", kv.shownAt("/a", first - 1));
        assertEquals("one", kv.shownAt("/a", first));
        assertEquals("one", kv.shownAt("/a", second - 1));
        assertEquals("two", kv.shownAt("/a", second));
        assertEquals("none", kv.shownAt("/a", gone));
        assertEquals("three", kv.shownAt("/a", third));
    }

    @Test
    void isWhatItWasAtEachRevisionHoweverItIsRead() {
        Random random = new Random(7);
        SortedMap<String, String> present = new TreeMap<>();
        SortedMap<Long, SortedMap<String, String>> past = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            String key = "/" + (char) ('a' + random.nextInt(4)) + (random.nextBoolean() ? "/x" : "");
            long revision;
            if (random.nextInt(3) == 0) {
                revision = kv.deleteTree(key).revision();
                present.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "/"));
            } else {
                revision = kv.put(key, "v" + i).revision();
                present.put(key, "v" + i);
            }
            past.put(revision, new TreeMap<>(present));
        }
        past.forEach((revision, then) -> {
            assertEquals(List.copyOf(then.keySet()), kv.keys("/", 3, OptionalLong.of(revision)));
            then.forEach((key, value) -> assertEquals(value, kv.shownAt(key, revision)));
        });
    }

    @Test
    void pagesOfOneRevisionAreOneState() {
        for (int i = 0; i < 10; i++) {
            kv.put("/" + i, "old");
        }
        var first = kv.range("/", Optional.empty(), 5, OptionalLong.empty());
        kv.put("/3", "new");
        kv.delete("/7");
        kv.put("/77", "new");
        var second = kv.range("/", first.next(), 5, OptionalLong.of(first.revision()));
        List<String> values = new ArrayList<>();
        first.entries().forEach(entry -> values.add(entry.key() + KvWorld.shown(entry.value())));
        second.entries().forEach(entry -> values.add(entry.key() + KvWorld.shown(entry.value())));
        assertEquals(
                List.of("/0old", "/1old", "/2old", "/3old", "/4old", "/5old", "/6old", "/7old", "/8old", "/9old"),
                values);
    }

    @Test
    void tellsWhatEventsTold() {
        List<Changed> events = kv.events();
        kv.put("/a/1", "x");
        kv.put("/b", "x");
        kv.transact(KvWorld.text("/a/2", "y"), new Operation.Delete("/a/1"), new Operation.Add("/n", 4));
        kv.put(kv.a, KvWorld.living(KvWorld.text("/a/3", "z"), 1_000));
        kv.put(kv.b, KvWorld.bound(KvWorld.text("/s", "z")));
        kv.b.closeSession();
        kv.world.advance(Duration.ofSeconds(2));
        kv.deleteTree("/");
        List<String> told = new ArrayList<>();
        events.forEach(event -> told.addAll(KvWorld.told(event.changes())));
        assertEquals(
                List.of(
                        "/a/1=x",
                        "/b=x",
                        "/a/2=y",
                        "/a/1:DELETED",
                        "/n=4",
                        "/a/3=z",
                        "/s=z",
                        "/s:SESSION_ENDED",
                        "/a/3:EXPIRED",
                        "/a/2:DELETED",
                        "/b:DELETED",
                        "/n:DELETED"),
                told);
        for (int limit : new int[] {1, 3, 100}) {
            assertEquals(told, kv.history("/", 0, OptionalLong.empty(), limit));
        }
        assertEquals(
                List.of("/a/1=x", "/a/2=y", "/a/1:DELETED", "/a/3=z", "/a/3:EXPIRED", "/a/2:DELETED"),
                kv.history("/a/", 0, OptionalLong.empty(), 2));
    }

    @Test
    void aRevisionIsToldAsAWhole() {
        long before = kv.put("/x", "x").revision();
        kv.transact(KvWorld.text("/a", "1"), KvWorld.text("/b", "2"), KvWorld.text("/c", "3"));
        Past page = kv.past("/", before, OptionalLong.empty(), 1);
        assertEquals(List.of("/a=1", "/b=2", "/c=3"), KvWorld.told(page.changes()));
        assertEquals(
                List.of(),
                kv.past("/", page.next(), OptionalLong.of(page.store()), 1).changes());
    }

    @Test
    void whatOneCommandDoesToAKeyIsOneChange() {
        List<Changed> events = kv.events();
        kv.put("/a", "0");
        kv.transact(
                KvWorld.text("/a", "1"),
                KvWorld.text("/b", "1"),
                new Operation.Delete("/a"),
                new Operation.Delete("/b"),
                KvWorld.text("/b", "2"));
        List<String> told = List.of("/a:DELETED", "/b=2");
        assertEquals(told, KvWorld.told(events.get(1).changes()));
        assertEquals(List.of("/a=0", "/a:DELETED", "/b=2"), kv.history("/", 0, OptionalLong.empty(), 1));
    }

    @Test
    void forgetsTheOldestChangesAndSaysSo() {
        kv.configure(5, 1_000_000);
        long first = kv.put("/a", "0").revision();
        long store = kv.past("/", first, OptionalLong.empty(), 1).store();
        for (int i = 1; i <= 10; i++) {
            kv.put("/a", "" + i);
        }
        assertEquals(5, kv.describe().historyChanges());
        assertGone(() -> kv.shownAt("/a", first));
        assertGone(() -> kv.past("/", first, OptionalLong.of(store), 1));
        long kept = kv.describe().historyFrom();
        assertEquals("5", kv.shownAt("/a", kept));
        assertEquals(
                List.of("/a=6", "/a=7", "/a=8", "/a=9", "/a=10"), kv.history("/", kept, OptionalLong.of(store), 2));
    }

    @Test
    void boundsThePastByBytes() {
        kv.configure(1_000, 100_000);
        for (int i = 0; i < 50; i++) {
            kv.put(kv.a, new Operation.Put("/a", new Value.Bytes(new byte[10_000])));
        }
        assertEquals(100_000, kv.describe().historyBytes());
        assertEquals(10, kv.describe().historyChanges());
        kv.configure(1_000, 20_000);
        kv.world.advance(Duration.ofSeconds(1));
        assertEquals(2, kv.describe().historyChanges());
    }

    @Test
    void remembersNothingWhenItIsToldTo() {
        kv.configure(0, 0);
        long first = kv.put("/a", "1").revision();
        long second = kv.put("/a", "2").revision();
        assertEquals(0, kv.describe().historyChanges());
        assertGone(() -> kv.shownAt("/a", first));
        assertEquals("2", kv.shownAt("/a", second));
        assertGone(() -> kv.past("/", first, OptionalLong.empty(), 1));
        assertEquals(List.of(), kv.history("/", second, OptionalLong.empty(), 1));
    }

    @Test
    void forgetsWhatIsOld() {
        long old = kv.put("/a", "old").revision();
        kv.world.advance(Duration.ofMillis(KvContract.HISTORY_AGE_MILLIS + 1_000));
        kv.put("/a", "new");
        assertEquals("old", kv.shownAt("/a", old));
        kv.world.advance(Duration.ofMillis(KvContract.HISTORY_AGE_MILLIS + 1_000));
        assertEquals("new", kv.shown("/a"));
        assertGone(() -> kv.shownAt("/a", old - 1));
        kv.world.advance(Duration.ofMillis(2 * KvContract.HISTORY_AGE_MILLIS));
        assertEquals(0, kv.describe().historyChanges());
        assertEquals(List.of(), kv.history("/", kv.describe().historyFrom(), OptionalLong.empty(), 1));
    }

    @Test
    void whoKnewAStoreThatIsAnotherOneNowIsToldSo() {
        long first = kv.put("/a", "x").revision();
        long store = kv.past("/", first, OptionalLong.empty(), 1).store();
        kv.delete("/a");
        kv.world.advance(Duration.ofMillis(2 * KvContract.HISTORY_AGE_MILLIS + 1_000));
        assertEquals(List.of(), kv.world.instances());
        assertGone(() -> kv.past("/", first, OptionalLong.of(store), 1));
        Past empty = kv.past("/", first, OptionalLong.empty(), 1);
        assertEquals(0, empty.store());
        kv.put("/b", "y");
        assertGone(() -> kv.past("/", first, OptionalLong.of(store), 1));
        assertEquals(List.of("/b=y"), kv.history("/", empty.next(), OptionalLong.of(empty.store()), 1));
    }

    @Test
    void refusesARevisionThatHasNotBeen() {
        long revision = kv.put("/a", "x").revision();
        QuorateException refused = assertThrows(QuorateException.class, () -> kv.shownAt("/a", revision + 1_000_000));
        assertEquals("INVALID_REQUEST", refused.code());
    }

    private static void assertGone(Runnable read) {
        QuorateException gone = assertThrows(QuorateException.class, read::run);
        assertEquals(KvContract.HISTORY_GONE, gone.code());
    }
}
