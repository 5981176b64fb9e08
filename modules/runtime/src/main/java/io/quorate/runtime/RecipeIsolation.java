package io.quorate.runtime;

import java.util.Collection;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Wires a recipe bundle to itself and to the few packages of the server that are meant for it, never to another recipe. */
final class RecipeIsolation implements ResolverHookFactory, ResolverHook {
    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        BundleRevision asking = requirement.getRevision();
        if (RecipeFramework.isRecipe(asking.getBundle())) {
            candidates.removeIf(candidate -> !candidate.getRevision().equals(asking) && !isOffered(candidate));
        }
    }

    private static boolean isOffered(BundleCapability candidate) {
        if (candidate.getRevision().getBundle().getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
            return false;
        }
        if (!candidate.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return true;
        }
        String name = String.valueOf(candidate.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
        return name.startsWith("java.") || HostPackages.isOffered(name);
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {}

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {}

    @Override
    public void end() {}
}
