package io.quorate.recipe.kv;

import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Configure;
import io.quorate.recipe.kv.api.KvContract.Configured;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Relation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.testkit.Play;
import io.quorate.testkit.Tck;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class KvTckTest {
    private static final int JOBS = 5_000;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfRecipes() {
        return Tck.of(new KvRecipe())
                .workload(KvTckTest::step)
                .upgradeTo(new NextKvRecipe())
                .drain(JOBS, KvTckTest::addJob, KvTckTest::takeJob)
                .tests();
    }

    private static void step(Play play) {
        String key = "/" + (char) ('a' + play.below(3)) + (play.oneIn(2) ? "/x" : "");
        switch (play.below(9)) {
            case 0, 1 -> play.call(KvContract.PUT, put(play, key), Result.Stored.class);
            case 2 -> {
                Operation.Delete delete = new Operation.Delete(key, play.oneIn(2), OptionalLong.empty());
                play.call(KvContract.DELETE, delete, Result.Deleted.class);
            }
            case 3 -> play.call(KvContract.ADD, new Operation.Add(key, play.below(9)), Result.Sum.class);
            case 4 ->
                play.call(
                        KvContract.APPEND,
                        new Operation.Append(key, new Value.Text("x".repeat(play.below(9)))),
                        Result.Stored.class);
            case 5 -> play.call(KvContract.MERGE, new Operation.Merge(key, "{\"a\":{\"b\":1}}"), Result.Stored.class);
            case 6 ->
                play.call(
                        KvContract.TOUCH,
                        new Operation.Touch(key, OptionalLong.of(1 + play.below(2_000))),
                        Result.Stored.class);
            case 7 -> {
                Configure configure = new Configure(OptionalLong.of(play.below(20)), OptionalLong.of(play.below(200)));
                play.call(KvContract.CONFIGURE, configure, Configured.class);
            }
            default -> play.call(KvContract.TRANSACT, transaction(play, key), Transacted.class);
        }
    }

    private static Operation.Put put(Play play, String key) {
        Value value = switch (play.below(4)) {
            case 0 -> new Value.Text("t" + play.below(100));
            case 1 -> new Value.Int64(play.below(100));
            case 2 -> new Value.Bytes(new byte[play.below(100)]);
            default -> new Value.Json("{\"a\":" + play.below(100) + "}");
        };
        OptionalLong ttl = play.oneIn(3) ? OptionalLong.of(1 + play.below(2_000)) : OptionalLong.empty();
        boolean bound = play.oneIn(3);
        // What nobody is to delete would grow for ever.
        return new Operation.Put(key, value, OptionalLong.empty(), ttl, bound, bound && play.oneIn(2));
    }

    private static Transact transaction(Play play, String key) {
        Condition absent = new Condition.Compare(key, Field.VERSION, Relation.EQUAL, 0);
        Condition few = new Condition.Count("/", Relation.LESS, 1 + play.below(4));
        return new Transact(
                List.of(play.oneIn(2) ? absent : few),
                List.of(put(play, key), new Operation.Read(key), put(play, key + "/y")),
                List.of(new Operation.Delete(key, true, OptionalLong.empty()), put(play, key)));
    }

    private static void addJob(Play play) {
        Operation.Put put = new Operation.Put(
                "/jobs/", new Value.Text("job"), OptionalLong.empty(), OptionalLong.empty(), false, true);
        play.call(KvContract.PUT, put, Result.Stored.class);
    }

    private static void takeJob(Play play) {
        String key = play.take(Result.Stored.class).orElseThrow().key().orElseThrow();
        play.call(KvContract.DELETE, new Operation.Delete(key), Result.Deleted.class);
    }
}
