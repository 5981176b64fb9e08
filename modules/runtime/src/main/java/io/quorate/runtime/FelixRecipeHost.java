package io.quorate.runtime;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.Sha256;
import io.quorate.recipe.Recipe;
import io.quorate.runtime.gas.OutOfGasError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Runs recipes from OSGi bundles in an embedded framework. A bundle is verified, its recipe classes are woven to count
 * their steps, installed beside other versions, resolved but never started, and initialised as a whole, so that nothing of
 * it is loaded later, while a command is applied. All of this happens on one thread of its own.
 */
public final class FelixRecipeHost implements RecipeHost {
    /** Version of what is admitted and what it costs; nodes with different ones must not apply together. */
    public static final int GAS_VERSION = 2;

    /** Steps that loading, initialising and constructing a recipe may take. */
    public static final long MAX_PREPARE_STEPS = 1_000_000;

    /** Room to follow types nested through as many classes as a bundle may have. */
    private static final long STACK_BYTES = 16L * 1024 * 1024;

    private static final long CLOSE_SECONDS = 30;

    private static final int FINGERPRINT_BYTES = 8;

    /** A recipe may make a longer chain than anyone wants to follow. */
    private static final int MAX_CAUSES = 16;

    private final RecipeFramework framework;
    private final Meter meter = new GasMeter();
    private final Map<BundleDigest, Installed> installed = new TreeMap<>();
    private final ExecutorService bundles =
            Executors.newSingleThreadExecutor(task -> new Thread(null, task, "quorate-bundles", STACK_BYTES));

    /** What must go for a class loader to be collected. */
    private record Installed(Bundle bundle, String symbolicNameAndVersion, PreparedBundle.Ready ready) {}

    /** Starts the framework; takes some tenths of a second. The cache directory is this host's alone, and is emptied. */
    public FelixRecipeHost(Path cache) {
        framework = new RecipeFramework(cache);
    }

    /**
     * {@inheritDoc} One exception: while a bundle is prepared, other bytes with its symbolic name and version are refused.
     */
    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        bundles.execute(() -> completion.accept(verdict(digest, bundle)));
    }

    /** Never throws, so that nobody waits in vain for a verdict. */
    private PreparedBundle verdict(BundleDigest digest, byte[] jar) {
        try {
            return prepared(digest, jar);
        } catch (RuntimeException | Error e) {
            return refused("the bundle cannot be looked at: " + Refusal.because(e));
        }
    }

    private PreparedBundle prepared(BundleDigest digest, byte[] jar) {
        Installed known = installed.get(digest);
        if (known != null) {
            return known.ready();
        }
        BundleDigest actual = BundleDigest.of(jar);
        if (!actual.equals(digest)) {
            return refused("the bytes have the digest " + actual + ", not " + digest);
        }
        VerifiedBundle verified = VerifiedBundle.of(jar);
        if (!verified.violations().isEmpty()) {
            return new PreparedBundle.Refused(verified.violations());
        }
        for (Map.Entry<BundleDigest, Installed> other : installed.entrySet()) {
            if (other.getValue().symbolicNameAndVersion().equals(verified.bundle())) {
                return refused("bundle " + verified.bundle() + " is deployed with other bytes, digest " + other.getKey()
                        + "; raise Bundle-Version");
            }
        }
        return install(digest, jar, verified);
    }

    private PreparedBundle install(BundleDigest digest, byte[] jar, VerifiedBundle verified) {
        Bundle bundle;
        String fingerprint;
        try {
            SortedMap<String, byte[]> woven = verified.woven();
            fingerprint = fingerprint(woven);
            bundle = framework.install(digest.hex(), jar, woven);
        } catch (BundleException | Refusal e) {
            return refused("cannot install: " + Refusal.because(e));
        }
        RecipeHeader header = verified.header().orElseThrow();
        PreparedBundle prepared;
        try {
            prepared = instantiate(bundle, verified, header, fingerprint);
        } catch (RuntimeException | Error e) {
            uninstall(bundle);
            throw e;
        }
        if (prepared instanceof PreparedBundle.Ready ready) {
            framework.seal(bundle);
            installed.put(digest, new Installed(bundle, verified.bundle(), ready));
        } else {
            uninstall(bundle);
        }
        return prepared;
    }

    /** Whatever changes a class on its way, be it a library of ours or a fault of the machine, shows here. */
    private static String fingerprint(SortedMap<String, byte[]> woven) {
        MessageDigest digest = Sha256.digest();
        woven.forEach((name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return "gas=" + GAS_VERSION + ";code=" + HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    }

    private PreparedBundle instantiate(
            Bundle bundle, VerifiedBundle verified, RecipeHeader header, String fingerprint) {
        ClassLoader loader = RecipeFramework.loader(bundle);
        meter.begin(MAX_PREPARE_STEPS);
        try {
            for (String name : verified.classNames()) {
                // The constants too: enum maps and switches ask for them at first use, which would cost a command
                // steps.
                Class<?> type = Class.forName(name, true, loader);
                if (type.isEnum() && type.getEnumConstants() == null) {
                    return refused(name + ": its enum constants cannot be made");
                }
            }
            Recipe recipe = loader.loadClass(header.className())
                    .asSubclass(Recipe.class)
                    .getConstructor()
                    .newInstance();
            return new PreparedBundle.Ready(
                    header.name(), header.version(), header.stateVersion(), header.contract(), fingerprint, recipe);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError | OutOfGasError e) {
            return refused(header.className() + ": cannot be loaded, initialised and constructed: " + rootCause(e));
        } finally {
            meter.end();
        }
    }

    /** The innermost cause; outer ones say only that a class or constructor failed. */
    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return Refusal.because(cause);
    }

    @Override
    public void release(BundleDigest digest) {
        bundles.execute(() -> forget(digest));
    }

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {
        bundles.execute(() -> List.copyOf(installed.keySet()).stream()
                .filter(digest -> !kept.contains(digest))
                .forEach(this::forget));
    }

    private void forget(BundleDigest digest) {
        Installed gone = installed.remove(digest);
        if (gone != null) {
            uninstall(gone.bundle());
        }
    }

    private void uninstall(Bundle bundle) {
        try {
            framework.uninstall(bundle);
        } catch (BundleException e) {
            throw new IllegalStateException("cannot uninstall " + bundle, e);
        }
    }

    @Override
    public Meter meter() {
        return meter;
    }

    /** Waits for the bundle that is being prepared, then stops the framework; recipes that were given out go on working. */
    @Override
    public void close() {
        bundles.shutdown();
        try {
            if (!bundles.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                bundles.shutdownNow();
            }
        } catch (InterruptedException e) {
            bundles.shutdownNow();
            Thread.currentThread().interrupt();
        }
        framework.close();
    }

    private static PreparedBundle refused(String reason) {
        return new PreparedBundle.Refused(List.of(reason));
    }
}
