package io.quorate.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Gives the framework the verified and woven form of recipe classes, and refuses every other class of a recipe bundle.
 * Throws nothing but {@link WeavingException}: for anything else the framework would go on without this hook.
 */
final class RecipeWeaving implements WeavingHook {
    private final Map<String, Map<String, byte[]>> wovenByLocation = new ConcurrentHashMap<>();

    /** Classes that the bundle at this location may define, by dotted name. */
    void admit(String location, Map<String, byte[]> woven) {
        wovenByLocation.put(location, woven);
    }

    void forget(String location) {
        wovenByLocation.remove(location);
    }

    @Override
    public void weave(WovenClass type) {
        Bundle bundle = type.getBundleWiring().getBundle();
        if (!RecipeFramework.isRecipe(bundle)) {
            return;
        }
        byte[] woven =
                wovenByLocation.getOrDefault(bundle.getLocation(), Map.of()).get(type.getClassName());
        if (woven == null) {
            throw new WeavingException(type.getClassName() + " is not among the verified classes of the recipe");
        }
        type.setBytes(woven);
        type.getDynamicImports().add(HostPackages.GAS);
    }
}
