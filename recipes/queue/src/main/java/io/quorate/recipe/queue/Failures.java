package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.FailedAttempt;
import java.util.ArrayList;
import java.util.List;

/**
 * Why attempts at an item, or at a dead letter, failed.
 *
 * @param attempts oldest first
 */
public record Failures(List<FailedAttempt> attempts) {
    static final Table<Long, Failures> TABLE = Table.of("failures", Long.class, Failures.class);

    static List<FailedAttempt> of(QueryContext context, long id) {
        return TABLE.get(context, id).map(failures -> failures.attempts()).orElse(List.of());
    }

    static void add(ApplyContext context, long id, int attempt, String reason) {
        List<FailedAttempt> before = of(context, id);
        List<FailedAttempt> kept = new ArrayList<>();
        for (int i = before.size() < QueueContract.MAX_REASONS ? 0 : 1; i < before.size(); i++) {
            kept.add(before.get(i));
        }
        kept.add(new FailedAttempt(attempt, reason, context.calendarMillis()));
        TABLE.put(context, id, new Failures(kept));
    }
}
