package io.quorate.runtime;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Type;

/** Types of the SPI whose objects the kernel keeps from one command to the next: the recipe and its handlers. */
final class ServedTypes {
    static final String RECIPE = "io/quorate/recipe/Recipe";

    private static final String DEFINITION = "io/quorate/recipe/RecipeDefinition$";

    /** Of {@code RecipeDefinition}'s nested types, those that a recipe does not implement. */
    private static final Set<String> NO_HANDLERS =
            Set.of(DEFINITION + "CommandDefinition", DEFINITION + "QueryDefinition");

    private ServedTypes() {}

    /** Whether an object of this type is one, by itself or by a type above. */
    static boolean isServed(Type type, BundleClasses classes) {
        return type.getSort() == Type.OBJECT
                && classes.lineage(type.getInternalName()).stream().anyMatch(ServedTypes::isServed);
    }

    /** Those of the bundle's classes whose fields such objects have. */
    static Set<String> among(Set<String> bundle, BundleClasses classes) {
        Set<String> served = new TreeSet<>();
        for (String name : bundle) {
            List<String> lineage = classes.lineage(name);
            if (lineage.stream().anyMatch(ServedTypes::isServed)) {
                served.addAll(lineage);
            }
        }
        return served;
    }

    private static boolean isServed(String internalName) {
        return internalName.equals(RECIPE)
                || (internalName.startsWith(DEFINITION) && !NO_HANDLERS.contains(internalName));
    }
}
