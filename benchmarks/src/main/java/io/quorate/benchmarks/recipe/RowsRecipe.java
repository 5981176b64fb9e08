package io.quorate.benchmarks.recipe;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table of bytes that can be made as large as one likes. */
@RecipeType(name = RowsRecipe.NAME, contract = RowsRecipe.CONTRACT)
public final class RowsRecipe implements Recipe {
    public static final String NAME = "bench-rows";
    public static final int CONTRACT = 1;

    /** Command {@link Put} to {@link Done}. */
    public static final String PUT = "put";

    /** Command {@link PutAll} to {@link Done}. */
    public static final String PUT_ALL = "put-all";

    /** Query {@link Get} to {@link Found}. */
    public static final String GET = "get";

    /** Query {@link Range} to {@link Found}. */
    public static final String RANGE = "range";

    private static final Table<byte[], byte[]> ROWS = Table.of("rows", byte[].class, byte[].class);

    /** A row. */
    public record Pair(byte[] key, byte[] value) {}

    /** Adds or replaces a row. */
    public record Put(byte[] key, byte[] value) {}

    /** Adds or replaces rows. */
    public record PutAll(List<Pair> rows) {}

    /** Answers both. */
    public record Done(long revision) {}

    /** Asks for one row. */
    public record Get(byte[] key) {}

    /** Asks for rows behind a key. */
    public record Range(byte[] after, int limit) {}

    /** Rows that are there. */
    public record Found(List<Pair> rows) {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Keeps rows of bytes");
        recipe.state(ROWS);
        recipe.command(PUT, Put.class, Done.class, this::put).describedAs("Adds or replaces a row");
        recipe.command(PUT_ALL, PutAll.class, Done.class, this::putAll).describedAs("Adds or replaces rows");
        recipe.query(GET, Get.class, Found.class, this::get).describedAs("Shows a row");
        recipe.query(RANGE, Range.class, Found.class, this::range).describedAs("Shows rows behind a key");
    }

    private Outcome<Done> put(ApplyContext context, Put request) {
        ROWS.put(context, request.key(), request.value());
        return Outcome.reply(new Done(context.revision()));
    }

    private Outcome<Done> putAll(ApplyContext context, PutAll request) {
        for (Pair row : request.rows()) {
            ROWS.put(context, row.key(), row.value());
        }
        return Outcome.reply(new Done(context.revision()));
    }

    private Found get(QueryContext context, Get request) {
        Optional<byte[]> value = ROWS.get(context, request.key());
        return new Found(value.isPresent() ? List.of(new Pair(request.key(), value.get())) : List.of());
    }

    private Found range(QueryContext context, Range request) {
        List<Pair> rows = new ArrayList<>();
        for (Table.Row<byte[], byte[]> row : ROWS.page(context, Optional.of(request.after()), request.limit())) {
            rows.add(new Pair(row.key(), row.value()));
        }
        return new Found(rows);
    }
}
