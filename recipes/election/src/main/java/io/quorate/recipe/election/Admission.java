package io.quorate.recipe.election;

import io.quorate.recipe.Cell;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionDescription.Exclusion;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whose candidates may lead, by name, as administrators said it. */
final class Admission {
    /** The only name that may. */
    static final Cell<String> PINNED = Cell.of("pinned", String.class);

    /** Names that may not, with the reason. */
    static final Table<String, String> EXCLUDED = Table.of("excluded", String.class, String.class);

    private Admission() {}

    /** Why candidates of this name may not lead, if they may not. */
    static Optional<Leaderless> barred(QueryContext context, String name) {
        Optional<String> pinned = PINNED.get(context);
        if (pinned.isPresent() && !pinned.get().equals(name)) {
            return Optional.of(Leaderless.NOT_PINNED);
        }
        return EXCLUDED.get(context, name).isPresent() ? Optional.of(Leaderless.EXCLUDED) : Optional.empty();
    }

    static List<Exclusion> exclusions(QueryContext context) {
        List<Exclusion> all = new ArrayList<>();
        for (Table.Row<String, String> row :
                EXCLUDED.page(context, Optional.empty(), ElectionContract.MAX_EXCLUSIONS)) {
            all.add(new Exclusion(row.key(), row.value()));
        }
        return all;
    }
}
