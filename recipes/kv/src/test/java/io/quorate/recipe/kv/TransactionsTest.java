package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Invocation;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.Keys;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Relation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private final KvWorld kv = new KvWorld(new KvRecipe(), new BadgeRecipe());

    @AfterEach
    void close() {
        kv.close();
    }

    private boolean holds(Condition condition) {
        return kv.transact(List.of(condition), List.of(), List.of()).reply().held();
    }

    private static Condition number(String key, Field field, Relation relation, long number) {
        return new Condition.Compare(key, field, relation, number);
    }

    @Test
    void doesOneBranchOrTheOther() {
        List<Condition> absent = List.of(number("/a", Field.VERSION, Relation.EQUAL, 0));
        List<Operation> then = List.of(KvWorld.text("/a", "mine"));
        List<Operation> otherwise = List.of(new Operation.Read("/a"));
        assertTrue(kv.transact(absent, then, otherwise).reply().held());
        Transacted second = kv.transact(absent, then, otherwise).reply();
        assertFalse(second.held());
        Result.Found found =
                assertInstanceOf(Result.Found.class, second.results().get(0));
        assertEquals("mine", KvWorld.shown(found.entry().orElseThrow().value()));
    }

    @Test
    void comparesNumbersOfKeys() {
        long revision = kv.add(kv.a, "/n", 5).revision();
        kv.put("/t", "x");
        assertTrue(holds(number("/n", Field.NUMBER, Relation.AT_LEAST, 5)));
        assertFalse(holds(number("/n", Field.NUMBER, Relation.GREATER, 5)));
        assertTrue(holds(number("/n", Field.CREATED, Relation.EQUAL, revision)));
        assertTrue(holds(number("/n", Field.MODIFIED, Relation.AT_MOST, revision)));
        assertTrue(holds(number("/n", Field.VERSION, Relation.NOT_EQUAL, 0)));
        assertTrue(holds(number("/none", Field.MODIFIED, Relation.LESS, 1)));
        assertFalse(holds(number("/none", Field.NUMBER, Relation.NOT_EQUAL, 1)));
        assertFalse(holds(number("/t", Field.NUMBER, Relation.NOT_EQUAL, 1)));
    }

    @Test
    void comparesValuesOfOneType() {
        kv.put("/t", "5");
        kv.add(kv.a, "/n", 5);
        assertTrue(holds(new Condition.Equals("/t", new Value.Text("5"))));
        assertFalse(holds(new Condition.Equals("/t", new Value.Int64(5))));
        assertFalse(holds(new Condition.Equals("/t", new Value.Json("5"))));
        assertFalse(holds(new Condition.Equals("/t", new Value.Bytes(new byte[] {53}))));
        assertTrue(holds(new Condition.Equals("/n", new Value.Int64(5))));
        assertFalse(holds(new Condition.Equals("/none", new Value.Int64(5))));
    }

    @Test
    void countsKeys() {
        for (int i = 0; i < 250; i++) {
            kv.put("/k/" + i, "x");
        }
        assertTrue(holds(new Condition.Count("/k/", Relation.EQUAL, 250)));
        assertFalse(holds(new Condition.Count("/k/", Relation.LESS, 250)));
        assertTrue(holds(new Condition.Count("/k/", Relation.GREATER, 249)));
        assertTrue(holds(new Condition.Count("/l/", Relation.EQUAL, 0)));
    }

    @Test
    void isDoneWholeOrNotAtAll() {
        kv.put("/text", "x");
        Reply<Transacted> refused = kv.transact(KvWorld.text("/a", "1"), new Operation.Add("/text", 1));
        assertEquals(KvContract.WRONG_TYPE, refused.code());
        assertEquals("none", kv.shown("/a"));
    }

    @Test
    void laterOperationsSeeEarlierOnes() {
        List<Result> results = kv.transact(
                        new Operation.Add("/n", 2),
                        new Operation.Add("/n", 3),
                        new Operation.Read("/n"),
                        new Operation.Delete("/n"),
                        new Operation.Read("/n"))
                .reply()
                .results();
        assertEquals(new Result.Sum(5, 2), results.get(1));
        assertTrue(((Result.Found) results.get(2)).entry().isPresent());
        assertTrue(((Result.Found) results.get(4)).entry().isEmpty());
        assertEquals("none", kv.shown("/n"));
        assertEquals(0, kv.describe().keys());
    }

    @Test
    void aRepeatedTransactionIsOne() {
        Reply<Transacted> added = kv.transact(new Operation.Add("/n", 2));
        kv.world.changeLeader();
        assertEquals(new Result.Sum(2, 1), added.repeat().reply().results().get(0));
        assertEquals("2", kv.shown("/n"));
    }

    @Test
    void doesNothingForWhoLostItsLock() {
        FencingToken token = kv.b.call("badge", "door", "take", new BadgeRecipe.Take(), BadgeRecipe.Taken.class)
                .reply()
                .token();
        List<Condition> holder = List.of(new Condition.Held("badge", "door", token));
        List<Operation> then = List.of(KvWorld.text("/a", "guarded"));
        assertTrue(kv.transact(holder, then, List.of()).reply().held());
        kv.b.call("badge", "door", "give", new BadgeRecipe.Give(token), BadgeRecipe.Given.class);
        assertFalse(kv.transact(holder, then, List.of()).reply().held());
        assertFalse(holds(new Condition.Held("badge", "other", token)));
        assertEquals("RECIPE_NOT_FOUND", refusal(new Condition.Held("none", "door", token)));
        assertEquals("INVALID_REQUEST", refusal(new Condition.Held("kv", "door", token)));
    }

    private String refusal(Condition condition) {
        return kv.transact(List.of(condition), List.of(), List.of()).code();
    }

    @Test
    void anotherRecipesCommandIsDoneWithTheRestOrNotAtAll() {
        FencingToken token = kv.a.call("badge", "door", "take", new BadgeRecipe.Take(), BadgeRecipe.Taken.class)
                .reply()
                .token();
        Operation give = new Operation.Call(
                new Invocation("badge", 1, "door", "give", RecordCodec.bytesOf(new BadgeRecipe.Give(token))));
        assertEquals(
                KvContract.WRONG_TYPE,
                kv.transact(give, new Operation.Append("/a", new Value.Int64(1)))
                        .code());
        List<Result> results =
                kv.transact(give, KvWorld.text("/a", "x")).reply().results();
        Result.Answer answer = assertInstanceOf(Result.Answer.class, results.get(0));
        assertEquals(
                token,
                RecordCodec.of(BadgeRecipe.Given.class).decode(answer.reply()).token());
        assertEquals("NOT_TAKEN", kv.transact(give, KvWorld.text("/b", "x")).code());
        assertEquals("none", kv.shown("/b"));
    }

    @Test
    void refusesACallThatCannotBeDone() {
        assertEquals("CONTRACT_MISMATCH", call("badge", 2, "take").code());
        assertEquals("CALL_NOT_FOUND", call("badge", 1, "steal").code());
        assertEquals("RECIPE_NOT_FOUND", call("none", 1, "take").code());
        assertEquals("CONFLICT", call("kv", 1, "put").code());
    }

    private Reply<Transacted> call(String recipe, int contract, String command) {
        return kv.transact(new Operation.Call(
                new Invocation(recipe, contract, "door", command, RecordCodec.bytesOf(new BadgeRecipe.Take()))));
    }

    @Test
    void boundsWhatIsRead() {
        kv.put(kv.a, new Operation.Put("/a", new Value.Bytes(new byte[KvContract.MAX_ANSWER_BYTES / 2 - 200])));
        Operation.Read read = new Operation.Read("/a");
        assertEquals(2, kv.transact(read, read).reply().results().size());
        assertEquals("INVALID_REQUEST", kv.transact(read, read, read).code());
    }

    @Test
    void answersAsManyOperationsAsItMayHave() {
        List<Operation> puts = new ArrayList<>();
        for (int i = 0; i < KvContract.MAX_OPERATIONS; i++) {
            puts.add(KvWorld.text("/" + i + "x".repeat(Keys.MAX_BYTES - 10), "value"));
        }
        assertEquals(
                KvContract.MAX_OPERATIONS,
                kv.transact(List.of(), puts, List.of()).reply().results().size());
        List<Operation> reads = new ArrayList<>();
        puts.forEach(put -> reads.add(new Operation.Read(((Operation.Put) put).key())));
        assertEquals("INVALID_REQUEST", kv.transact(List.of(), reads, List.of()).code());
        assertEquals(
                25,
                kv.transact(List.of(), reads.subList(0, 25), List.of())
                        .reply()
                        .results()
                        .size());
    }

    @Test
    void boundsWhatIsSetTogether() {
        Value half = new Value.Bytes(new byte[KvContract.MAX_VALUE_BYTES / 2]);
        kv.put(kv.a, new Operation.Put("/a", half));
        kv.put(kv.a, new Operation.Put("/b", half));
        Operation.Append a = new Operation.Append("/a", new Value.Bytes(new byte[1]));
        Operation.Append b = new Operation.Append("/b", new Value.Bytes(new byte[1]));
        assertEquals("INVALID_REQUEST", kv.transact(a, b).code());
        assertEquals(1, kv.entry("/a").orElseThrow().version());
        assertEquals(2, ((Result.Stored) kv.transact(a).reply().results().get(0)).version());
    }
}
