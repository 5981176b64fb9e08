package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Keys;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final KvWorld kv = new KvWorld();

    @AfterEach
    void close() {
        kv.close();
    }

    @Test
    void aKeyHasVersionsAndTheRevisionsThatMadeAndChangedIt() {
        Result.Stored first = kv.put("/a", "one");
        Result.Stored second = kv.put("/a", "two");
        Entry entry = kv.entry("/a").orElseThrow();
        assertEquals("two", KvWorld.shown(entry.value()));
        assertEquals(
                List.of(first.revision(), second.revision(), 2L),
                List.of(entry.created(), entry.modified(), entry.version()));
    }

    @Test
    void aKeyThatWentAndCameAgainIsAnotherOne() {
        kv.put("/a", "same");
        Entry before = kv.entry("/a").orElseThrow();
        kv.delete("/a");
        kv.put("/a", "same");
        Entry after = kv.entry("/a").orElseThrow();
        assertEquals(before.version(), after.version());
        assertTrue(after.created() > before.created());
    }

    @Test
    void setsOnlyTheVersionThatWasExpected() {
        assertEquals(
                1,
                kv.put(kv.a, KvWorld.ifVersion(KvWorld.text("/a", "x"), 0))
                        .reply()
                        .version());
        Reply<Result.Stored> late = kv.put(kv.b, KvWorld.ifVersion(KvWorld.text("/a", "y"), 0));
        assertEquals(KvContract.VERSION_MISMATCH, late.code());
        assertEquals("'/a' has version 1, expected was 0", late.message());
        assertEquals(
                2,
                kv.put(kv.b, KvWorld.ifVersion(KvWorld.text("/a", "z"), 1))
                        .reply()
                        .version());
        Reply<Result.Stored> none = kv.put(kv.b, KvWorld.ifVersion(KvWorld.text("/b", "z"), 1));
        assertEquals("there is no key '/b', expected was version 1", none.message());
    }

    @Test
    void aRepeatedPutIsOnePut() {
        Reply<Result.Stored> put = kv.put(kv.a, KvWorld.text("/a", "x"));
        kv.put("/a", "newer");
        kv.world.changeLeader();
        assertEquals(1, put.repeat().reply().version());
        assertEquals("newer", kv.shown("/a"));
        Reply<Result.Sum> sum = kv.add(kv.a, "/n", 5);
        kv.world.restart();
        assertEquals(5, sum.repeat().reply().number());
        assertEquals("5", kv.shown("/n"));
    }

    @Test
    void parentsAreThereAsLongAsSomethingIsBelowThem() {
        kv.put("/a/b/c", "x");
        assertEquals(List.of("a/"), kv.children("/", 10));
        assertEquals(List.of("b/"), kv.children("/a", 10));
        assertEquals(List.of("c="), kv.children("/a/b", 10));
        kv.delete("/a/b/c");
        assertEquals(List.of(), kv.children("/", 10));
    }

    @Test
    void namesEachChildOnceHoweverManyAreBelowIt() {
        for (String key :
                List.of("/a", "/a-1", "/a/x", "/a/y", "/a0", "/b/x/y", "/b/x/z", "/c", "/\uD83D\uDE00", "/\uFF41/x")) {
            kv.put(key, "x");
        }
        List<String> all = List.of("a=/", "a-1=", "a0=", "b/", "c=", "\uFF41/", "\uD83D\uDE00=");
        assertEquals(all, kv.children("/", 100));
        assertEquals(all, kv.children("/", 1));
        assertEquals(List.of("x=", "y="), kv.children("/a", 1));
        assertEquals(List.of("y=", "z="), kv.children("/b/x/", 1));
    }

    @Test
    void listsKeysInTheirOrderPageByPage() {
        List<String> all = List.of("/a", "/a-b", "/a/b", "/b", "/c");
        all.forEach(key -> kv.put(key, "x"));
        for (int limit = 1; limit <= 6; limit++) {
            assertEquals(all, kv.keys("/", limit, OptionalLong.empty()));
            assertEquals(List.of("/a", "/a-b", "/a/b"), kv.keys("/a", limit, OptionalLong.empty()));
        }
        assertEquals(List.of(), kv.keys("/d"));
    }

    @Test
    void aPageEndsByBytesToo() {
        for (int i = 0; i < 5; i++) {
            kv.put(kv.a, new Operation.Put("/" + i, new Value.Bytes(new byte[300_000])));
        }
        assertEquals(
                1,
                kv.range("/", Optional.empty(), 100, OptionalLong.empty())
                        .entries()
                        .size());
        assertEquals(List.of("/0", "/1", "/2", "/3", "/4"), kv.keys("/"));
    }

    @Test
    void aPageCostsWhatIsOnItHoweverMuchIsBehindIt() {
        long alone = stepsOfOnePage();
        for (int i = 20; i < 60; i++) {
            kv.put(kv.a, new Operation.Put("/" + i, new Value.Bytes(new byte[500_000])));
        }
        assertEquals(alone, stepsOfOnePage());
    }

    /** Of a store with rows enough for it. */
    private long stepsOfOnePage() {
        for (int i = 10; i < 20; i++) {
            kv.put(kv.a, new Operation.Put("/" + i, new Value.Bytes(new byte[500_000])));
        }
        long before = kv.world.steps();
        assertEquals(
                1,
                kv.range("/", Optional.empty(), 100, OptionalLong.empty())
                        .entries()
                        .size());
        long used = kv.world.steps() - before;
        assertTrue(used > 0);
        return used;
    }

    @Test
    void sequentialKeysGrowOverDeletesAndInOneTransaction() {
        String first =
                kv.put(kv.a, KvWorld.sequential("/jobs/", "x")).reply().key().orElseThrow();
        kv.deleteTree("/");
        List<Result> two = kv.transact(KvWorld.sequential("/jobs/", "y"), KvWorld.sequential("/jobs/", "z"))
                .reply()
                .results();
        String second = ((Result.Stored) two.get(0)).key().orElseThrow();
        String third = ((Result.Stored) two.get(1)).key().orElseThrow();
        String fourth =
                kv.put(kv.b, KvWorld.sequential("/jobs/", "w")).reply().key().orElseThrow();
        assertEquals("/jobs/".length() + Keys.NUMBER_DIGITS, first.length());
        assertTrue(first.compareTo(second) < 0 && second.compareTo(third) < 0 && third.compareTo(fourth) < 0);
    }

    @Test
    void deletesATreeInOneStepAndNothingBeside() {
        List<String> all = List.of("/a", "/a-b", "/a/b", "/a/b/c", "/b");
        all.forEach(key -> kv.put(key, "x"));
        var events = kv.events();
        assertEquals(3, kv.deleteTree("/a").reply().keys());
        assertEquals(List.of("/a-b", "/b"), kv.keys("/"));
        assertEquals(1, events.size());
        assertEquals(
                List.of("/a:DELETED", "/a/b:DELETED", "/a/b/c:DELETED"),
                KvWorld.told(events.get(0).changes()));
        assertEquals(2, kv.deleteTree("/").reply().keys());
        assertEquals(0, kv.describe().keys());
        assertEquals(0, kv.describe().bytes());
    }

    @Test
    void aTreeThatIsTooLargeForOneStepIsKeptWhole() {
        for (int i = 0; i <= KvContract.MAX_CHANGES; i++) {
            kv.put("/tree/" + i, "x");
        }
        Reply<Result.Deleted> refused = kv.deleteTree("/tree");
        assertEquals("INVALID_REQUEST", refused.code());
        assertEquals(KvContract.MAX_CHANGES + 1, kv.describe().keys());
        kv.delete("/tree/0");
        assertEquals(KvContract.MAX_CHANGES, kv.deleteTree("/tree").reply().keys());
    }

    @Test
    void addsWithoutALoopAndRefusesWhatDoesNotFit() {
        for (int i = 0; i < 50; i++) {
            kv.add(kv.a, "/n", 2).reply();
            kv.add(kv.b, "/n", -1).reply();
        }
        assertEquals("50", kv.shown("/n"));
        assertEquals(
                KvContract.OUT_OF_BOUNDS, kv.add(kv.a, "/n", Long.MAX_VALUE).code());
        kv.put("/text", "x");
        Reply<Result.Sum> wrong = kv.add(kv.a, "/text", 1);
        assertEquals(KvContract.WRONG_TYPE, wrong.code());
        assertEquals("'/text' holds text, and this is for a number of 64 bits", wrong.message());
    }

    @Test
    void appendsWhatIsOfTheSameType() {
        kv.append("/log", new Value.Text("a"));
        kv.append("/log", new Value.Text("b"));
        assertEquals("ab", kv.shown("/log"));
        kv.append("/bytes", new Value.Bytes(new byte[] {65}));
        kv.append("/bytes", new Value.Bytes(new byte[] {66, 67}));
        assertEquals("ABC", kv.shown("/bytes"));
        assertEquals(
                KvContract.WRONG_TYPE, kv.append("/bytes", new Value.Text("a")).code());
        assertEquals(
                KvContract.WRONG_TYPE, kv.append("/log", new Value.Int64(1)).code());
    }

    @Test
    void mergesPartsOfJson() {
        kv.merge("/conf", "{\"b\": 1, \"a\": {\"x\": [1, 2], \"y\": null}}");
        assertEquals("{\"a\":{\"x\":[1,2]},\"b\":1}", kv.shown("/conf"));
        kv.merge("/conf", "{\"a\":{\"z\":1.50},\"b\":null}");
        assertEquals("{\"a\":{\"x\":[1,2],\"z\":1.50}}", kv.shown("/conf"));
        assertEquals(
                "no valid JSON: a value is expected, at character 5",
                kv.merge("/conf", "{\"a\":}").message());
        assertEquals(
                "INVALID_REQUEST",
                kv.put(kv.a, new Operation.Put("/j", new Value.Json("{"))).code());
    }

    @Test
    void boundsValues() {
        Operation.Put most = new Operation.Put("/a", new Value.Bytes(new byte[KvContract.MAX_VALUE_BYTES]));
        assertEquals(1, kv.put(kv.a, most).reply().version());
        assertEquals(2, kv.put(kv.a, most).reply().version());
        assertEquals(
                "INVALID_REQUEST", kv.append("/a", new Value.Bytes(new byte[1])).code());
        assertEquals(2, kv.entry("/a").orElseThrow().version());
    }

    @Test
    void refusesWhatIsNoKey() {
        for (String wrong : List.of("a", "/", "/a/", "//a", "/a//b", "/a\nb", "", "/" + "x".repeat(Keys.MAX_BYTES))) {
            assertThrows(IllegalArgumentException.class, () -> KvWorld.text(wrong, "x"), wrong);
        }
        String longest = "/" + "\uFF41".repeat((Keys.MAX_BYTES - 1) / 3);
        kv.put(kv.a, KvWorld.bound(KvWorld.text(longest, "x"))).reply();
        kv.put("/a~", "x");
        assertEquals(2, kv.keys("/").size());
        kv.put(longest, "y");
        kv.delete(longest).reply();
    }
}
