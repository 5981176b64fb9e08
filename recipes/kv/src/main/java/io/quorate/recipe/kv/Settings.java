package io.quorate.recipe.kv;

import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.kv.api.KvContract;
import java.util.OptionalLong;

/** How much a store remembers. */
public record Settings(int historyChanges, int historyBytes) {
    static final Cell<Settings> CELL = Cell.of("settings", Settings.class);

    static final Settings DEFAULT = new Settings(KvContract.DEFAULT_HISTORY_CHANGES, KvContract.DEFAULT_HISTORY_BYTES);

    static Settings of(QueryContext context) {
        return CELL.get(context).orElse(DEFAULT);
    }

    Settings with(OptionalLong newChanges, OptionalLong newBytes) {
        return new Settings(
                bounded("historyChanges", newChanges.orElse(historyChanges), KvContract.MAX_HISTORY_CHANGES),
                bounded("historyBytes", newBytes.orElse(historyBytes), KvContract.MAX_HISTORY_BYTES));
    }

    boolean isDefault() {
        return historyChanges == DEFAULT.historyChanges && historyBytes == DEFAULT.historyBytes;
    }

    private static int bounded(String name, long asked, int most) {
        if (asked < 0 || asked > most) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(), name + " must be 0 to " + most + ", was " + asked);
        }
        return (int) asked;
    }
}
