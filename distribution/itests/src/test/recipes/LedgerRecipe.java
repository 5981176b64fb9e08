package com.example.ledger;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what each writer entered, and notices what is entered twice. Unknown to the build: only tests compile it. */
@RecipeType(name = "ledger")
public final class LedgerRecipe implements Recipe {
    public record Enter(int writer, long number) {}

    public record Entered(FencingToken token) {}

    public record Read(int writer, long after) {}

    public record Page(List<Long> numbers, long repeated) {}

    public record Place(int writer, long number) {}

    private static final Table<Place, Long> ENTRIES = Table.of("entries", Place.class, Long.class);
    private static final Cell<Long> REPEATED = Cell.of("repeated", Long.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Keeps numbers that writers enter");
        recipe.state(ENTRIES, REPEATED);
        recipe.command("enter", Enter.class, Entered.class, this::enter).describedAs("Enters a number of a writer");
        recipe.query("read", Read.class, Page.class, this::read).describedAs("Numbers of a writer, in pages");
    }

    private Outcome<Entered> enter(ApplyContext context, Enter request) {
        Place place = new Place(request.writer(), request.number());
        Optional<Long> before = ENTRIES.get(context, place);
        if (before.isPresent()) {
            long repeated = REPEATED.get(context).orElse(0L);
            REPEATED.set(context, repeated + 1);
        }
        ENTRIES.put(context, place, context.revision());
        return Outcome.reply(new Entered(context.token()));
    }

    private Page read(QueryContext context, Read request) {
        List<Long> numbers = new ArrayList<>();
        Optional<Place> after = Optional.of(new Place(request.writer(), request.after()));
        for (Table.Row<Place, Long> row : ENTRIES.page(context, after, 1000)) {
            Place place = row.key();
            if (place.writer() == request.writer()) {
                numbers.add(place.number());
            }
        }
        long repeated = REPEATED.get(context).orElse(0L);
        return new Page(numbers, repeated);
    }
}
