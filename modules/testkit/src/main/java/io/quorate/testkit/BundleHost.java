package io.quorate.testkit;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.runtime.FelixRecipeHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Bundles as a server runs them: verified, woven and metered, in a framework of their own. */
final class BundleHost implements WorldHost {
    private final Path cache;
    private final FelixRecipeHost host;
    private final StepCount meter;

    BundleHost() {
        try {
            cache = Files.createTempDirectory("quorate-testkit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host = new FelixRecipeHost(cache);
        meter = new StepCount(host.meter());
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(digest, bundle, verdict::complete);
        completion.accept(verdict.join());
    }

    @Override
    public void release(BundleDigest digest) {
        host.release(digest);
    }

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {
        host.releaseAllBut(kept);
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public long steps() {
        return meter.total();
    }

    @Override
    public void close() {
        host.close();
        try (Stream<Path> files = Files.walk(cache)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
