package io.quorate.recipe.atomic;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.Delete;
import io.quorate.recipe.atomic.api.AtomicContract.Deleted;
import io.quorate.recipe.atomic.api.AtomicContract.Describe;
import io.quorate.recipe.atomic.api.AtomicContract.FlagChanged;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceChanged;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.Set;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.atomic.api.AtomicDescription;

/** One atomic value for each instance: a counter, a flag, a reference, ids, or a sequence. The first write says which. */
@RecipeType(name = AtomicContract.RECIPE, stateVersion = AtomicRecipe.STATE_VERSION, contract = AtomicContract.VERSION)
public final class AtomicRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 1;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("An atomic value: a counter, a flag, a reference, ids, or a sequence.");
        recipe.state(Instance.CONTENT);
        counters(recipe);
        flags(recipe);
        references(recipe);
        numbers(recipe);
        recipe.command(AtomicContract.DELETE, Delete.class, Deleted.class, Instance::delete)
                .describedAs("Takes a value of any kind away.");
        recipe.query(AtomicContract.DESCRIBE, Describe.class, AtomicDescription.class, Instance::describe)
                .describedAs("Tells of which kind it is, and what is known of its value.");
    }

    private static void counters(RecipeDefinition recipe) {
        recipe.query(AtomicContract.GET, Get.class, Count.class, Counters::get).describedAs("Shows a counter.");
        recipe.command(AtomicContract.SET, Set.class, Counted.class, Counters::set)
                .describedAs("Sets a counter.");
        recipe.command(AtomicContract.ADD, Add.class, Counted.class, Counters::add)
                .describedAs("Adds to a counter, if the sum is not below min or above max.");
        recipe.command(AtomicContract.UPDATE, Update.class, Counted.class, Counters::update)
                .describedAs("Changes a counter to what the operation makes of it and the operand.");
        recipe.command(AtomicContract.COMPARE_AND_SET, CompareAndSet.class, Swapped.class, Counters::compareAndSet)
                .describedAs("Sets a counter if it is what is expected.");
        recipe.event(CounterChanged.class);
    }

    private static void flags(RecipeDefinition recipe) {
        recipe.query(AtomicContract.GET_FLAG, GetFlag.class, FlagRead.class, Flags::get)
                .describedAs("Shows a flag.");
        recipe.command(AtomicContract.SET_FLAG, SetFlag.class, FlagSet.class, Flags::set)
                .describedAs("Sets a flag.");
        recipe.command(
                        AtomicContract.COMPARE_AND_SET_FLAG,
                        CompareAndSetFlag.class,
                        FlagSwapped.class,
                        Flags::compareAndSet)
                .describedAs("Sets a flag if it is what is expected.");
        recipe.event(FlagChanged.class);
    }

    private static void references(RecipeDefinition recipe) {
        recipe.query(AtomicContract.GET_REFERENCE, GetReference.class, ReferenceRead.class, References::get)
                .describedAs("Shows a reference.");
        recipe.command(AtomicContract.SET_REFERENCE, SetReference.class, ReferenceSet.class, References::set)
                .describedAs("Sets a reference.");
        recipe.command(
                        AtomicContract.COMPARE_AND_SET_REFERENCE,
                        CompareAndSetReference.class,
                        ReferenceSwapped.class,
                        References::compareAndSet)
                .describedAs("Sets a reference, or takes its value away, if it has the expected version.");
        recipe.event(ReferenceChanged.class);
    }

    private static void numbers(RecipeDefinition recipe) {
        recipe.command(AtomicContract.TAKE_IDS, TakeIds.class, IdBlock.class, Numbers::takeIds)
                .describedAs("Takes a block of ids that nobody else gets.");
        recipe.command(AtomicContract.NEXT, Next.class, Numbered.class, Numbers::next)
                .describedAs("Takes the next number of a sequence that has no gaps.");
    }
}
