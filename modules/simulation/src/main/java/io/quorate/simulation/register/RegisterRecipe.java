package io.quorate.simulation.register;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Changed;
import io.quorate.simulation.register.RegisterContract.Changes;
import io.quorate.simulation.register.RegisterContract.Command;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.register.RegisterContract.ListChanges;
import io.quorate.simulation.register.RegisterContract.Read;
import io.quorate.simulation.register.RegisterContract.Reading;
import io.quorate.simulation.register.RegisterContract.Swap;
import io.quorate.simulation.register.RegisterContract.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value and a sum, with all that ever happened to them. */
@RecipeType(name = RegisterContract.RECIPE, contract = RegisterContract.VERSION)
public final class RegisterRecipe implements Recipe {
    private static final Cell<Reading> STATE = Cell.of(RegisterContract.STATE, Reading.class);
    private static final Table<Long, Change> CHANGES = Table.of("changes", Long.class, Change.class);
    private static final Reading EMPTY = new Reading(0, 0, 0);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.state(STATE, CHANGES);
        recipe.command("write", Write.class, Done.class, this::write);
        recipe.command("swap", Swap.class, Done.class, this::swap);
        recipe.command("add", Add.class, Done.class, this::add);
        recipe.query(RegisterContract.READ, Read.class, Reading.class, (context, request) -> state(context));
        recipe.query(RegisterContract.CHANGES, ListChanges.class, Changes.class, this::changes);
        recipe.event(Changed.class);
    }

    private static Reading state(QueryContext context) {
        return STATE.get(context).orElse(EMPTY);
    }

    private Outcome<Done> write(ApplyContext context, Write request) {
        Reading before = state(context);
        return done(context, request, new Reading(request.value(), before.sum(), before.number() + 1), true);
    }

    private Outcome<Done> swap(ApplyContext context, Swap request) {
        Reading before = state(context);
        boolean swaps = before.value() == request.expected();
        Reading after = swaps ? new Reading(request.value(), before.sum(), before.number() + 1) : before;
        return done(context, request, after, swaps);
    }

    private Outcome<Done> add(ApplyContext context, Add request) {
        Reading before = state(context);
        Reading after = new Reading(before.value(), before.sum() + request.amount(), before.number() + 1);
        return done(context, request, after, true);
    }

    private static Outcome<Done> done(ApplyContext context, Command request, Reading after, boolean changed) {
        long number = changed ? after.number() : 0;
        Change change = new Change(
                request.operation(),
                context.session().value(),
                context.sequence(),
                context.revision(),
                after.value(),
                after.sum(),
                number);
        CHANGES.put(context, context.revision(), change);
        STATE.set(context, after);
        if (changed) {
            context.emit(new Changed(number, request.operation()));
        }
        return Outcome.reply(new Done(after.value(), after.sum(), number));
    }

    private Changes changes(QueryContext context, ListChanges request) {
        List<Change> changes = new ArrayList<>();
        for (Table.Row<Long, Change> row :
                CHANGES.page(context, Optional.of(request.afterRevision()), request.limit())) {
            changes.add(row.value());
        }
        return new Changes(changes);
    }
}
