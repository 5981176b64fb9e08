package io.quorate.kernel.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.kernel.CallResult;
import io.quorate.recipe.system.SystemQuery.CommandMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandCountsTest {
    private final CommandCounts counts = new CommandCounts();

    private void answered(String recipe, String command) {
        counts.add(recipe, command, new RecipeRunner.Execution.Finished(CallResult.ok(1, new byte[0])), 3);
    }

    @Test
    void areBoundedAndKnowThoseThatCameFirst() {
        for (int i = 0; i < CommandCounts.MAX_COMMANDS; i++) {
            answered("recipe-" + i % 7, "command-" + i);
        }
        answered("another", "command");
        answered("recipe-0", "command-0");
        List<CommandMetrics> all = counts.all().commands();
        assertEquals(CommandCounts.MAX_COMMANDS, all.size());
        assertEquals(new CommandMetrics("recipe-0", "command-0", 2, 0, 0, 6), all.get(0));
    }
}
