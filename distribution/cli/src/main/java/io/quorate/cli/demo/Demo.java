package io.quorate.cli.demo;

import io.quorate.cli.Console;
import io.quorate.cli.Distribution;
import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.server.Shutdown;
import java.time.Duration;
import java.util.Optional;

/** Performs the steps of the story in order, and leaves nothing behind. */
public final class Demo {
    /** Names a step to spoil, so that a test sees the demonstration notice it. */
    public static final String SABOTAGE_VARIABLE = "QUORATE_DEMO_SABOTAGE";

    private static final int INTERRUPTED = 130;

    private Demo() {}

    /**
     * Blocks for well under a minute.
     *
     * @param sabotaged the step to spoil
     * @throws Failure naming the step that failed
     */
    public static void run(Distribution distribution, Console console, Story story, Optional<String> sabotaged)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        World world = World.create(distribution);
        Shutdown shutdown = Shutdown.install(() -> {
            world.close();
            Runtime.getRuntime().halt(INTERRUPTED);
        });
        try {
            console.print(story.title() + ", on three nodes that are real processes; data in " + world.directory()
                    + ", removed at the end.");
            int number = 1;
            for (Step step : story.steps()) {
                if (sabotaged.isPresent() && sabotaged.get().equals(step.name())) {
                    step.sabotage(world);
                }
                console.print(String.format("%2d. %s", number, perform(step, world)));
                number++;
            }
        } catch (Failure failure) {
            if (shutdown.isDraining()) {
                // It failed because a signal takes the world away, which ends this process in a moment.
                shutdown.await();
            }
            throw failure;
        } finally {
            world.close();
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - startNanos);
        console.print(
                "Done in " + taken.toSeconds() + " s. `quorate dev --nodes 3` starts a cluster to try it yourself.");
    }

    private static String perform(Step step, World world) throws InterruptedException {
        try {
            return step.perform(world);
        } catch (Failure failure) {
            throw new Failure(
                    ExitCode.FAILURE,
                    "the demo failed at step '" + step.name() + "': " + failure.getMessage() + " [DEMO]",
                    failure);
        }
    }
}
