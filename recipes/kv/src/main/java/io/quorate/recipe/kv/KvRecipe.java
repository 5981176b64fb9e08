package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Children;
import io.quorate.recipe.kv.api.KvContract.Configure;
import io.quorate.recipe.kv.api.KvContract.Configured;
import io.quorate.recipe.kv.api.KvContract.Describe;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Names;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.KvDescription;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import java.util.function.Function;

/** A store of keys and values for each instance: a tree, with transactions and a bounded past. */
@RecipeType(name = KvContract.RECIPE, stateVersion = KvRecipe.STATE_VERSION, contract = KvContract.VERSION)
public final class KvRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 1;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("A store of keys and values: a tree, with transactions, history and watches.");
        recipe.state(
                Store.KEYS,
                Store.OWNED,
                Store.OWNERS,
                Store.BOOK,
                Settings.CELL,
                History.CHANGES,
                History.PAST,
                Endings.EXPIRY,
                Endings.LEAVING,
                Endings.AGE);
        reads(recipe);
        writes(recipe);
        recipe.event(Changed.class);
        recipe.onTimer(Endings.EXPIRY, Endings::expired);
        recipe.onTimer(Endings.LEAVING, Endings::leave);
        recipe.onTimer(Endings.AGE, Endings::grewOld);
        recipe.onSessionEnd(Endings::sessionEnded);
    }

    private static void reads(RecipeDefinition recipe) {
        recipe.query(KvContract.GET, Get.class, Got.class, Reads::get)
                .describedAs("Shows a key, as it is or as it was at a revision.");
        recipe.query(KvContract.RANGE, Range.class, Page.class, Reads::range)
                .describedAs("Lists keys in their order, as they are or as they were at a revision.");
        recipe.query(KvContract.CHILDREN, Children.class, Names.class, Reads::children)
                .describedAs("Lists the names directly below a key.");
        recipe.query(KvContract.HISTORY, KvContract.History.class, Past.class, PastReads::history)
                .describedAs("Lists what changed since a revision.");
        recipe.query(KvContract.DESCRIBE, Describe.class, KvDescription.class, Reads::describe)
                .describedAs("Tells how many keys the store has, and how much of its past.");
    }

    private static void writes(RecipeDefinition recipe) {
        recipe.command(KvContract.PUT, Operation.Put.class, Result.Stored.class, KvRecipe::put)
                .describedAs("Sets a key.");
        recipe.command(KvContract.DELETE, Operation.Delete.class, Result.Deleted.class, KvRecipe::delete)
                .describedAs("Deletes a key, or a key and all below it.");
        recipe.command(KvContract.ADD, Operation.Add.class, Result.Sum.class, KvRecipe::add)
                .describedAs("Adds to a number.");
        recipe.command(KvContract.APPEND, Operation.Append.class, Result.Stored.class, KvRecipe::append)
                .describedAs("Appends to a text or to bytes.");
        recipe.command(KvContract.MERGE, Operation.Merge.class, Result.Stored.class, KvRecipe::merge)
                .describedAs("Changes parts of a JSON value by a merge patch.");
        recipe.command(KvContract.TOUCH, Operation.Touch.class, Result.Stored.class, KvRecipe::touch)
                .describedAs("Lets a key live so long from now on, or for good.");
        recipe.command(KvContract.TRANSACT, Transact.class, Transacted.class, Transactions::transact)
                .describedAs("Does some operations if all conditions hold, and others if not, in one step.");
        recipe.command(KvContract.CONFIGURE, Configure.class, Configured.class, KvRecipe::configure)
                .describedAs("Sets how much of its past the store remembers.");
    }

    private static Outcome<Result.Stored> put(ApplyContext context, Operation.Put request) {
        return edited(context, edit -> Actions.put(edit, request));
    }

    private static Outcome<Result.Deleted> delete(ApplyContext context, Operation.Delete request) {
        return edited(context, edit -> Actions.delete(edit, request));
    }

    private static Outcome<Result.Sum> add(ApplyContext context, Operation.Add request) {
        return edited(context, edit -> Actions.add(edit, request));
    }

    private static Outcome<Result.Stored> append(ApplyContext context, Operation.Append request) {
        return edited(context, edit -> Actions.append(edit, request));
    }

    private static Outcome<Result.Stored> merge(ApplyContext context, Operation.Merge request) {
        return edited(context, edit -> Actions.merge(edit, request));
    }

    private static Outcome<Result.Stored> touch(ApplyContext context, Operation.Touch request) {
        return edited(context, edit -> Actions.touch(edit, request));
    }

    /** A command that is one operation. */
    private static <R extends Record> Outcome<R> edited(ApplyContext context, Function<Edit, R> action) {
        Edit edit = Edit.of(context);
        R result = action.apply(edit);
        edit.finish();
        return Outcome.reply(result);
    }

    private static Outcome<Configured> configure(ApplyContext context, Configure request) {
        Settings settings = Settings.of(context).with(request.historyChanges(), request.historyBytes());
        if (settings.isDefault()) {
            Settings.CELL.clear(context);
        } else {
            Settings.CELL.set(context, settings);
        }
        Store.BOOK.get(context).ifPresent(book -> Endings.trimSoon(context, book));
        return Outcome.reply(new Configured(settings.historyChanges(), settings.historyBytes()));
    }
}
