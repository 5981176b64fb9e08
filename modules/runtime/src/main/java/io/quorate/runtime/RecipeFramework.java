package io.quorate.runtime;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The OSGi framework inside the node, closed as far as it can be: bundles see {@code java.*} and what they import, and may
 * import little. Its cache is emptied at each start; the node keeps bundles elsewhere.
 */
final class RecipeFramework implements AutoCloseable {
    private static final String LOCATION_PREFIX = "recipe:";
    private static final long STOP_MILLIS = 5_000;

    private final Framework framework;
    private final RecipeWeaving weaving = new RecipeWeaving();

    RecipeFramework(Path cache) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_BOOT);
        settings.put(Constants.FRAMEWORK_BOOTDELEGATION, "");
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, HostPackages.systemPackages());
        settings.put("felix.bootdelegation.implicit", "false");
        settings.put("felix.service.urlhandlers", "false");
        settings.put("felix.log.level", "1");
        framework = new FrameworkFactory().newFramework(settings);
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            context.registerService(ResolverHookFactory.class, new RecipeIsolation(), null);
            context.registerService(WeavingHook.class, weaving, null);
            framework.start();
        } catch (BundleException e) {
            throw new IllegalStateException("cannot start the bundle framework in " + cache, e);
        }
    }

    static boolean isRecipe(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION_PREFIX);
    }

    /**
     * Installs a bundle under its digest and resolves it.
     *
     * @param woven the classes that it may define, by dotted name
     */
    Bundle install(String digest, byte[] jar, Map<String, byte[]> woven) throws BundleException {
        String location = LOCATION_PREFIX + digest;
        Bundle bundle = framework.getBundleContext().installBundle(location, new ByteArrayInputStream(jar));
        weaving.admit(location, woven);
        if (!framework.adapt(FrameworkWiring.class).resolveBundles(List.of(bundle))) {
            uninstall(bundle);
            throw new BundleException("the bundle cannot be resolved; check Import-Package and Require-Capability");
        }
        return bundle;
    }

    /** From now on the bundle defines no class; all that it may define are loaded. */
    void seal(Bundle bundle) {
        weaving.admit(bundle.getLocation(), Map.of());
    }

    /** Loader of an installed bundle's classes. */
    static ClassLoader loader(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    void uninstall(Bundle bundle) throws BundleException {
        weaving.forget(bundle.getLocation());
        bundle.uninstall();
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            throw new IllegalStateException("cannot stop the bundle framework", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
