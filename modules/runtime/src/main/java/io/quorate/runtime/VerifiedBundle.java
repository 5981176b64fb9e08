package io.quorate.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/**
 * All checks of a bundle's bytes that need no framework.
 *
 * @param bundle symbolic name and version
 * @param recipeClasses the classes that recipe code consists of, by internal name
 */
record VerifiedBundle(
        String bundle,
        Optional<RecipeHeader> header,
        SortedMap<String, ClassNode> recipeClasses,
        List<String> violations) {
    /** Most violations that are told of one bundle. */
    static final int MAX_VIOLATIONS = 100;

    /** Violations after which the verifier looks at no further class. */
    static final int MAX_COUNTED = 1_000;

    static VerifiedBundle of(byte[] jar) {
        String bundle = "";
        Optional<RecipeHeader> header = Optional.empty();
        SortedMap<String, ClassNode> reachable = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        try {
            BundleArchive archive = BundleArchive.read(jar);
            BundleManifest.Content manifest = BundleManifest.read(archive.manifest());
            bundle = manifest.bundle();
            header = manifest.header();
            violations.addAll(manifest.violations());
            if (header.isPresent()) {
                BundleClasses classes = new BundleClasses(archive.classes());
                String root = header.get().className().replace('.', '/');
                violations.addAll(checkRecipeClass(root, classes));
                reachable = classes.reachableFrom(root);
                violations.addAll(verify(reachable, classes));
            }
        } catch (Refusal e) {
            violations.add(e.reason());
        }
        return new VerifiedBundle(bundle, header, reachable, shortened(violations));
    }

    private static List<String> verify(SortedMap<String, ClassNode> recipeClasses, BundleClasses classes) {
        List<String> violations = new ArrayList<>(RecipeLimits.violations(recipeClasses.values()));
        if (!violations.isEmpty()) {
            return violations;
        }
        MemberRules rules = new MemberRules(classes);
        Immutability immutability = new Immutability(recipeClasses.values(), classes);
        Set<String> served = ServedTypes.among(recipeClasses.keySet(), classes);
        for (ClassNode type : recipeClasses.values()) {
            if (violations.size() < MAX_COUNTED) {
                violations.addAll(ClassVerifier.verify(type, rules, immutability, classes, served.contains(type.name)));
            }
        }
        return violations;
    }

    private static List<String> shortened(List<String> violations) {
        if (violations.size() <= MAX_VIOLATIONS) {
            return violations;
        }
        List<String> shortened = new ArrayList<>(violations.subList(0, MAX_VIOLATIONS));
        shortened.add("and " + (violations.size() - MAX_VIOLATIONS) + " more");
        return shortened;
    }

    /** Dotted names of the recipe classes, in a fixed order. */
    List<String> classNames() {
        return recipeClasses.keySet().stream()
                .map(name -> name.replace('/', '.'))
                .toList();
    }

    /** The recipe classes as they are to be defined, by dotted name; changes the nodes, so ask once. */
    SortedMap<String, byte[]> woven() {
        SortedMap<String, byte[]> woven = new TreeMap<>();
        recipeClasses.forEach((name, type) -> {
            try {
                woven.put(name.replace('/', '.'), Weaver.weave(type));
            } catch (ClassTooLargeException | MethodTooLargeException e) {
                throw new Refusal(name.replace('/', '.') + ": too large to be metered; split it: " + e.getMessage());
            } catch (RuntimeException e) {
                throw new Refusal("entry " + name + ".class: not a readable class file: " + Refusal.because(e));
            }
        });
        return woven;
    }

    private static List<String> checkRecipeClass(String name, BundleClasses classes) {
        ClassNode type = classes.isInBundle(name) ? classes.find(name) : null;
        String dotted = name.replace('/', '.');
        if (type == null) {
            return List.of("Provide-Capability: class '" + dotted + "' is not in the bundle");
        }
        if (!classes.lineage(name).contains(ServedTypes.RECIPE)) {
            return List.of(dotted + ": does not implement io.quorate.recipe.Recipe");
        }
        boolean constructible = isPublic(type.access)
                && (type.access & Opcodes.ACC_ABSTRACT) == 0
                && type.methods.stream()
                        .anyMatch(method ->
                                method.name.equals("<init>") && method.desc.equals("()V") && isPublic(method.access));
        return constructible
                ? List.of()
                : List.of(dotted + ": must be public with a public constructor without arguments");
    }

    private static boolean isPublic(int access) {
        return (access & Opcodes.ACC_PUBLIC) != 0;
    }
}
