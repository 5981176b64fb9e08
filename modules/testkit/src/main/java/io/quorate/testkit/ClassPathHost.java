package io.quorate.testkit;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Recipes as they stand on the class path: nothing is verified, and only what they read and write is counted. */
final class ClassPathHost implements WorldHost {
    private final Shelf shelf;
    private final StepCount meter = new StepCount(new StateMeter());
    private final TreeMap<BundleDigest, PreparedBundle> prepared = new TreeMap<>();

    ClassPathHost(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        completion.accept(prepared.computeIfAbsent(digest, unknown -> verdict(bundle)));
    }

    private PreparedBundle verdict(byte[] bundle) {
        Optional<Shelf.Item> found = shelf.find(bundle);
        if (found.isEmpty()) {
            return new PreparedBundle.Refused(List.of("a world of class path recipes takes no bundles"));
        }
        Shelf.Item item = found.get();
        return new PreparedBundle.Ready(
                item.type().name(),
                item.version(),
                item.type().stateVersion(),
                item.type().contract(),
                "class path",
                item.make());
    }

    @Override
    public void release(BundleDigest digest) {
        prepared.remove(digest);
    }

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {
        prepared.keySet().retainAll(kept);
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
    public void close() {}
}
