package io.quorate.recipe.atomic;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.Delete;
import io.quorate.recipe.atomic.api.AtomicContract.Deleted;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.atomic.api.AtomicDescription;
import io.quorate.recipe.atomic.api.CounterOperation;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** One instance of each kind, and two clients. */
final class AtomicWorld implements AutoCloseable {
    static final String COUNTER = "orders";
    static final String FLAG = "maintenance";
    static final String REFERENCE = "settings";
    static final String IDS = "invoices";
    static final String SEQUENCE = "steps";

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;

    AtomicWorld() {
        this(new AtomicRecipe());
    }

    AtomicWorld(Recipe recipe) {
        world = RecipeWorld.of(recipe);
        a = world.client("a");
        b = world.client("b");
    }

    long count() {
        return world.query(COUNTER, AtomicContract.GET, new Get(), Count.class).value();
    }

    Reply<Counted> set(long value) {
        return a.call(COUNTER, AtomicContract.SET, new AtomicContract.Set(value), Counted.class);
    }

    Reply<Counted> add(TestClient client, long amount) {
        return client.call(COUNTER, AtomicContract.ADD, new Add(amount), Counted.class);
    }

    Reply<Counted> add(TestClient client, long amount, long min, long max) {
        Add add = new Add(amount, OptionalLong.of(min), OptionalLong.of(max));
        return client.call(COUNTER, AtomicContract.ADD, add, Counted.class);
    }

    long update(CounterOperation operation, long operand) {
        return a.call(COUNTER, AtomicContract.UPDATE, new Update(operation, operand), Counted.class)
                .reply()
                .value();
    }

    Reply<Swapped> compareAndSet(TestClient client, long expected, long value) {
        return client.call(COUNTER, AtomicContract.COMPARE_AND_SET, new CompareAndSet(expected, value), Swapped.class);
    }

    boolean flag() {
        return world.query(FLAG, AtomicContract.GET_FLAG, new GetFlag(), FlagRead.class)
                .value();
    }

    FlagSet setFlag(boolean value) {
        return a.call(FLAG, AtomicContract.SET_FLAG, new SetFlag(value), FlagSet.class)
                .reply();
    }

    Reply<FlagSwapped> compareAndSetFlag(TestClient client, boolean expected, boolean value) {
        CompareAndSetFlag request = new CompareAndSetFlag(expected, value);
        return client.call(FLAG, AtomicContract.COMPARE_AND_SET_FLAG, request, FlagSwapped.class);
    }

    ReferenceRead reference() {
        return world.query(REFERENCE, AtomicContract.GET_REFERENCE, new GetReference(), ReferenceRead.class);
    }

    Reply<ReferenceSet> setReference(String value) {
        return a.call(REFERENCE, AtomicContract.SET_REFERENCE, new SetReference(bytes(value)), ReferenceSet.class);
    }

    Reply<ReferenceSwapped> compareAndSetReference(TestClient client, long expectedVersion, Optional<String> value) {
        return client.call(
                REFERENCE,
                AtomicContract.COMPARE_AND_SET_REFERENCE,
                new CompareAndSetReference(expectedVersion, value.map(AtomicWorld::bytes)),
                ReferenceSwapped.class);
    }

    Reply<IdBlock> takeIds(TestClient client, int count) {
        return client.call(IDS, AtomicContract.TAKE_IDS, new TakeIds(count), IdBlock.class);
    }

    Reply<Numbered> next(TestClient client) {
        return client.call(SEQUENCE, AtomicContract.NEXT, new Next(), Numbered.class);
    }

    Reply<Deleted> delete(String name, boolean force) {
        return a.call(name, AtomicContract.DELETE, new Delete(force), Deleted.class);
    }

    AtomicDescription describe(String name) {
        return world.describe(name, AtomicDescription.class);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Optional<byte[]> value) {
        return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("none");
    }

    @Override
    public void close() {
        world.close();
    }
}
