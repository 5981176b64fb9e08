package io.quorate.recipe.client;

import java.time.Duration;
import java.util.concurrent.Executor;

/** One recipe in one namespace, seen by one client. Thread-safe. */
public interface RecipeClient {
    /** The instance of this name; nothing is sent. */
    ResourceClient resource(String name);

    SessionView session();

    /** The present moment. */
    Mark mark();

    /** Deadline of calls that name none. */
    Duration defaultDeadline();

    /** Where futures are completed and listeners called; facades call theirs here too. */
    Executor callbackExecutor();
}
