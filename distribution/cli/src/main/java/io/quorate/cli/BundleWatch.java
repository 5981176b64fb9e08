package io.quorate.cli;

import io.quorate.cli.shape.Durations;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Deploys each bundle that is built into a directory, and says what came of it, on a thread of its own. Nothing that is wrong
 * with a bundle or a deployment ends it.
 */
final class BundleWatch {
    private static final long LOOK_MILLIS = 200;

    private final WatchedJars jars;
    private final GlobalOptions globals;
    private final Console console;

    private BundleWatch(WatchedJars jars, GlobalOptions globals, Console console) {
        this.jars = jars;
        this.globals = globals;
        this.console = console;
    }

    /**
     * Goes on until the process ends. What is there already is deployed first.
     *
     * @param globals where to deploy
     */
    static void start(WatchedJars jars, GlobalOptions globals, Console console) {
        BundleWatch watch = new BundleWatch(jars, globals, console);
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "quorate-watch");
            thread.setDaemon(true);
            return thread;
        });
        looks.scheduleWithFixedDelay(watch::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        console.say("Watching " + jars.directory().toAbsolutePath().normalize() + "/*.jar: what appears or changes is"
                + " deployed.");
    }

    private void look() {
        Map<String, BundleFile> latest = new LinkedHashMap<>();
        for (Path jar : jars.settled()) {
            attempt(jar, () -> {
                BundleFile bundle = BundleFile.read(jar);
                bundle.requireFit();
                BundleFile older =
                        latest.put(bundle.report().header().orElseThrow().name(), bundle);
                if (older != null) {
                    console.say(older.path() + " is not deployed: " + jar + " is newer, and has the same recipe.");
                }
            });
        }
        latest.values().forEach(bundle -> attempt(bundle.path(), () -> deploy(bundle)));
    }

    private void attempt(Path jar, Runnable step) {
        try {
            step.run();
        } catch (Failure known) {
            console.say("quorate: " + known.getMessage());
        } catch (QuorateException refused) {
            console.say("quorate: " + jar + " is not deployed: " + refused.getMessage());
        } catch (RuntimeException unexpected) {
            console.say("quorate: " + jar + " is not deployed: unexpected failure: " + unexpected + " [INTERNAL]");
        }
    }

    private void deploy(BundleFile bundle) {
        long begunNanos = System.nanoTime();
        try (Remote remote = Remote.connect(globals, Optional.empty())) {
            List<SystemQuery.BundleInfo> known = remote.query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class)
                    .bundles();
            Optional<SystemQuery.BundleInfo> same = known.stream()
                    .filter(each -> each.state().equals("ACTIVE"))
                    .filter(each ->
                            each.digest().equals(bundle.digest().hex()) || RebuiltBundle.isCopy(bundle, each.version()))
                    .findFirst();
            if (same.isPresent()) {
                console.say(named(same.get().recipe(), same.get().version()) + " is active already: " + bundle.path());
                return;
            }
            SystemCommand.Deployed deployed = Await.result(
                    RebuiltBundle.isNeeded(bundle, known)
                            ? remote.deployUnsigned(
                                    RebuiltBundle.of(bundle, known).bytes())
                            : remote.deploy(bundle));
            Duration took = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
            console.say("Deployed " + named(deployed.recipe(), deployed.version()) + " in " + Durations.format(took)
                    + ": " + bundle.path());
        }
    }

    private static String named(String recipe, String version) {
        return recipe + " " + version;
    }
}
