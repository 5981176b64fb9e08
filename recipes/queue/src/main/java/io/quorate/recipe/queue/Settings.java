package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Configure;
import io.quorate.recipe.queue.api.QueueSettings;

/** The settings of a queue; the defaults, as long as nobody has said others. */
final class Settings {
    static final Cell<QueueSettings> CELL = Cell.of("settings", QueueSettings.class);

    private Settings() {}

    static QueueSettings of(QueryContext context) {
        return CELL.get(context).orElse(QueueSettings.DEFAULT);
    }

    static Outcome<QueueSettings> configure(ApplyContext context, Configure request) {
        QueueSettings settings = request.changed(of(context));
        if (isDefault(settings)) {
            CELL.clear(context);
        } else {
            CELL.set(context, settings);
        }
        DeadLetters.drop(context, settings.maxDead(), QueueContract.MAX_MANY);
        Flow.settle(context);
        return Outcome.reply(settings);
    }

    private static boolean isDefault(QueueSettings settings) {
        QueueSettings usual = QueueSettings.DEFAULT;
        return settings.maxItems() == usual.maxItems()
                && settings.maxBytes() == usual.maxBytes()
                && settings.leaseMillis() == usual.leaseMillis()
                && settings.maxAttempts() == usual.maxAttempts()
                && settings.ageingMillis() == usual.ageingMillis()
                && settings.maxDead() == usual.maxDead()
                && settings.maxRemembered() == usual.maxRemembered();
    }
}
