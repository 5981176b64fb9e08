package io.quorate.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Reads a manifest's headers and says which of them a recipe bundle may not have. */
final class BundleManifest {
    static final String RECIPE_NAMESPACE = "io.quorate.recipe";

    private static final Map<String, String> REFUSED = new TreeMap<>(Map.of(
            Constants.BUNDLE_ACTIVATOR,
            "recipe bundles are never started",
            Constants.BUNDLE_CLASSPATH,
            "put the classes into the bundle itself",
            Constants.BUNDLE_NATIVECODE,
            "native code",
            Constants.DYNAMICIMPORT_PACKAGE,
            "name what the bundle needs in Import-Package",
            Constants.FRAGMENT_HOST,
            "a recipe bundle stands for itself",
            Constants.REQUIRE_BUNDLE,
            "name what the bundle needs in Import-Package",
            "Multi-Release",
            "a bundle means the same on every JDK"));

    private final Attributes attributes;
    private final List<String> violations = new ArrayList<>();

    private BundleManifest(Attributes attributes) {
        this.attributes = attributes;
    }

    /**
     * What the headers say.
     *
     * @param bundle symbolic name and version, which only one digest may have at a time
     * @param header empty when a violation leaves it open
     */
    record Content(String bundle, Optional<RecipeHeader> header, List<String> violations) {}

    static Content read(Attributes attributes) {
        BundleManifest manifest = new BundleManifest(attributes);
        String name = manifest.symbolicName();
        String version = manifest.version();
        manifest.checkRefused();
        manifest.checkImports();
        manifest.checkRequirements();
        Optional<RecipeHeader> header = manifest.recipe(version);
        return new Content(name + " " + version, header, manifest.violations);
    }

    private String symbolicName() {
        if (!"2".equals(attributes.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
            violations.add("Bundle-ManifestVersion: must be 2; build the jar as an OSGi bundle");
        }
        List<HeaderClause> clauses = clauses(Constants.BUNDLE_SYMBOLICNAME);
        if (clauses.isEmpty()) {
            violations.add("Bundle-SymbolicName: missing; build the jar as an OSGi bundle");
            return "";
        }
        if ("true".equals(clauses.get(0).directives().get(Constants.SINGLETON_DIRECTIVE))) {
            violations.add("Bundle-SymbolicName: a singleton cannot be upgraded side by side; remove the directive");
        }
        return clauses.get(0).paths().get(0);
    }

    private String version() {
        String text = attributes.getValue(Constants.BUNDLE_VERSION);
        if (text == null) {
            violations.add("Bundle-Version: missing; give it as major.minor.micro");
            return "";
        }
        try {
            return Version.parseVersion(text).toString();
        } catch (IllegalArgumentException e) {
            violations.add("Bundle-Version: '" + text + "' is not of the form major.minor.micro[.qualifier]");
            return "";
        }
    }

    private void checkRefused() {
        REFUSED.forEach((header, reason) -> {
            if (attributes.getValue(header) != null) {
                violations.add(header + ": not allowed in a recipe bundle; " + reason);
            }
        });
    }

    private void checkImports() {
        Set<String> own = new TreeSet<>();
        clauses(Constants.EXPORT_PACKAGE).forEach(clause -> own.addAll(clause.paths()));
        for (HeaderClause clause : clauses(Constants.IMPORT_PACKAGE)) {
            for (String name : clause.paths()) {
                if (!name.startsWith("java.") && !own.contains(name) && !clause.isOptional()) {
                    checkImport(name, clause.attributes().get(Constants.VERSION_ATTRIBUTE));
                }
            }
        }
    }

    private void checkImport(String name, @Nullable String range) {
        Version offered = HostPackages.importable().get(name);
        if (offered == null) {
            violations.add("Import-Package " + name + ": not offered to recipe bundles, which get "
                    + HostPackages.importable().keySet() + "; when only a client needs it, import it with"
                    + " resolution:=optional");
        } else if (range != null && !isIncluded(offered, range)) {
            violations.add("Import-Package " + name + ": asks for version " + range + ", this server has " + offered);
        }
    }

    private static boolean isIncluded(Version version, String range) {
        try {
            return new VersionRange(range).includes(version);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void checkRequirements() {
        for (HeaderClause clause : clauses(Constants.REQUIRE_CAPABILITY)) {
            if (!clause.paths().contains("osgi.ee") && !clause.isOptional()) {
                violations.add("Require-Capability " + clause.paths().get(0)
                        + ": not offered to recipe bundles; when only a client needs it, add resolution:=optional");
            }
        }
    }

    private Optional<RecipeHeader> recipe(String version) {
        List<HeaderClause> recipes = clauses(Constants.PROVIDE_CAPABILITY).stream()
                .filter(clause -> clause.paths().contains(RECIPE_NAMESPACE))
                .toList();
        if (recipes.isEmpty()) {
            violations.add("Provide-Capability: a bundle without recipes; put @RecipeType on the recipe class");
            return Optional.empty();
        }
        if (recipes.size() > 1 || recipes.get(0).paths().size() > 1) {
            violations.add("Provide-Capability: more than one recipe; give each a bundle of its own");
            return Optional.empty();
        }
        Map<String, String> recipe = recipes.get(0).attributes();
        String name = recipe.getOrDefault("recipe", "");
        String className = recipe.getOrDefault("class", "");
        if (!RecipeHeader.isName(name)) {
            violations.add("Provide-Capability: recipe name '" + name + "' must be " + RecipeHeader.ALLOWED_NAMES);
        }
        int stateVersion = positive(recipe, "stateVersion");
        int contract = positive(recipe, "contract");
        return Optional.of(new RecipeHeader(name, version, stateVersion, contract, className));
    }

    /** A version number, 1 when absent, as in {@code RecipeType}. */
    private int positive(Map<String, String> recipe, String attribute) {
        String text = recipe.getOrDefault(attribute, "1");
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        violations.add("Provide-Capability: " + attribute + " must be a number from 1, was '" + text + "'");
        return 1;
    }

    private List<HeaderClause> clauses(String header) {
        String value = attributes.getValue(header);
        return value == null ? List.of() : HeaderClause.parse(header, value);
    }
}
