package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The import rules of ARCHITECTURE.md. */
class ArchitectureIT {
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quorate");

    /** Modules by their root package, and the root packages that each may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = new TreeMap<>(Map.ofEntries(
            Map.entry("io.quorate.codec", Set.of()),
            Map.entry("io.quorate.backup", Set.of("io.quorate.codec")),
            Map.entry("io.quorate.raft", Set.of()),
            Map.entry("io.quorate.storage", Set.of()),
            Map.entry("io.quorate.storage.lmdb", Set.of("io.quorate.storage")),
            Map.entry("io.quorate.recipe", Set.of("io.quorate.codec")),
            Map.entry("io.quorate.recipe.atomic", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.recipe.barrier", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.recipe.election", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.recipe.kv", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.recipe.lock", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.recipe.queue", Set.of("io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.log", Set.of("io.quorate.raft", "io.quorate.storage")),
            Map.entry("io.quorate.protocol", Set.of("io.quorate.codec")),
            Map.entry(
                    "io.quorate.kernel",
                    Set.of("io.quorate.log", "io.quorate.storage", "io.quorate.recipe", "io.quorate.codec")),
            Map.entry("io.quorate.transport", Set.of("io.quorate.protocol", "io.quorate.log", "io.quorate.codec")),
            Map.entry("io.quorate.client", Set.of("io.quorate.protocol", "io.quorate.codec", "io.quorate.recipe")),
            Map.entry("io.quorate.runtime", Set.of("io.quorate.kernel", "io.quorate.recipe", "io.quorate.codec")),
            Map.entry(
                    "io.quorate.testkit",
                    Set.of(
                            "io.quorate.kernel",
                            "io.quorate.log",
                            "io.quorate.storage",
                            "io.quorate.recipe",
                            "io.quorate.codec",
                            "io.quorate.runtime",
                            "io.quorate.protocol",
                            "io.quorate.transport",
                            "io.quorate.server",
                            "io.quorate.client")),
            Map.entry(
                    "io.quorate.server",
                    Set.of(
                            "io.quorate.kernel",
                            "io.quorate.log",
                            "io.quorate.storage",
                            "io.quorate.storage.lmdb",
                            "io.quorate.recipe",
                            "io.quorate.codec",
                            "io.quorate.protocol",
                            "io.quorate.transport",
                            "io.quorate.runtime")),
            Map.entry(
                    "io.quorate.simulation",
                    Set.of(
                            "io.quorate.kernel",
                            "io.quorate.log",
                            "io.quorate.raft",
                            "io.quorate.storage",
                            "io.quorate.recipe",
                            "io.quorate.recipe.kv",
                            "io.quorate.recipe.queue",
                            "io.quorate.recipe.atomic",
                            "io.quorate.recipe.barrier",
                            "io.quorate.recipe.election",
                            "io.quorate.recipe.lock",
                            "io.quorate.codec",
                            "io.quorate.protocol",
                            "io.quorate.server",
                            "io.quorate.transport",
                            "io.quorate.client")),
            Map.entry(
                    "io.quorate.cli",
                    Set.of(
                            "io.quorate.backup",
                            "io.quorate.client",
                            "io.quorate.server",
                            "io.quorate.recipe",
                            "io.quorate.codec",
                            "io.quorate.kernel",
                            "io.quorate.runtime",
                            "io.quorate.protocol"))));

    /** Libraries by package, and the modules that may use them. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "org.junit", Set.of("io.quorate.testkit"),
            "io.netty", Set.of("io.quorate.protocol", "io.quorate.transport", "io.quorate.client"),
            "org.lmdbjava", Set.of("io.quorate.storage.lmdb"),
            "org.osgi.framework", Set.of("io.quorate.runtime"),
            "org.apache.felix", Set.of("io.quorate.runtime"),
            "org.objectweb.asm", Set.of("io.quorate.runtime"),
            "com.fasterxml.jackson", Set.of("io.quorate.server", "io.quorate.cli"),
            "picocli", Set.of("io.quorate.cli"));

    private static Optional<String> moduleOf(JavaClass type) {
        String name = type.getPackageName() + ".";
        return MAY_IMPORT.keySet().stream()
                .filter(root -> name.startsWith(root + "."))
                .max(Comparator.comparingInt(String::length));
    }

    @Test
    void everyClassBelongsToAModule() {
        Set<String> homeless = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            moduleOf(type).ifPresentOrElse(seen::add, () -> homeless.add(type.getName()));
        }
        assertEquals(Set.of(), homeless);
        assertEquals(MAY_IMPORT.keySet(), seen, "every module of the map was found on the class path");
    }

    @Test
    void modulesImportOnlyWhatTheyMay() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String module = moduleOf(type).orElseThrow();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                moduleOf(target)
                        .filter(other ->
                                !other.equals(module) && !MAY_IMPORT.get(module).contains(other))
                        .ifPresent(other -> broken.add(type.getName() + " -> " + target.getName()));
            }
        }
        assertEquals(Set.of(), broken);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String module = moduleOf(type).orElseThrow();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName() + ".";
                LIBRARIES.forEach((library, modules) -> {
                    if (target.startsWith(library + ".") && !modules.contains(module)) {
                        broken.add(type.getName() + " -> "
                                + dependency.getTargetClass().getName());
                    }
                });
            }
        }
        assertEquals(Set.of(), broken);
    }
}
