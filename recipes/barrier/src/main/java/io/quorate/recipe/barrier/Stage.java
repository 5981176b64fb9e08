package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.barrier.api.BarrierKind;

/** What an instance is, and how far its generation has come: the one row that says it. There is none when nobody uses it. */
public sealed interface Stage permits Latch, Meeting, Phases {
    Cell<Stage> CELL = Cell.of("stage", Stage.class);

    BarrierKind kind();

    /** What may not change, for people. */
    String shown();

    /** Keeps the stage, or nothing when nobody uses it. */
    static void keep(ApplyContext context, Stage stage) {
        if (stage.isUsed()) {
            CELL.set(context, stage);
        } else {
            CELL.clear(context);
        }
    }

    boolean isUsed();

    /** Refuses what asks for another thing than the instance is. */
    static RecipeException mismatch(QueryContext context, Stage is, String asked) {
        return new RecipeException(
                ErrorCode.CONFLICT.name(),
                "'" + context.instance() + "' is " + is.shown() + ", and not " + asked
                        + "; use another name, or ask for what it is");
    }
}
