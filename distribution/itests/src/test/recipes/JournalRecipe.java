package com.example.journal;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;

/** Keeps the last pages of one writer, counts all, and notices one that does not follow the one before it. */
@RecipeType(name = "journal")
public final class JournalRecipe implements Recipe {
    public record Write(long page, byte[] text) {}

    public record Written(FencingToken token) {}

    public record Read() {}

    public record Content(long pages, long outOfOrder) {}

    private static final int KEPT = 3;

    private static final Table<Long, byte[]> LAST = Table.of("last", Long.class, byte[].class);
    private static final Cell<Long> PAGES = Cell.of("pages", Long.class);
    private static final Cell<Long> OUT_OF_ORDER = Cell.of("outOfOrder", Long.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Keeps pages of one writer");
        recipe.state(LAST, PAGES, OUT_OF_ORDER);
        recipe.command("write", Write.class, Written.class, this::write).describedAs("Writes the next page");
        recipe.query("read", Read.class, Content.class, this::read).describedAs("How much was written");
    }

    private Outcome<Written> write(ApplyContext context, Write request) {
        long pages = PAGES.get(context).orElse(0L);
        if (request.page() != pages + 1) {
            long before = OUT_OF_ORDER.get(context).orElse(0L);
            OUT_OF_ORDER.set(context, before + 1);
        }
        PAGES.set(context, request.page());
        LAST.put(context, request.page() % KEPT, request.text());
        return Outcome.reply(new Written(context.token()));
    }

    private Content read(QueryContext context, Read request) {
        long pages = PAGES.get(context).orElse(0L);
        long outOfOrder = OUT_OF_ORDER.get(context).orElse(0L);
        return new Content(pages, outOfOrder);
    }
}
