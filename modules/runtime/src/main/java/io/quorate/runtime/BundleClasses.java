package io.quorate.runtime;

import io.quorate.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/** The classes of one bundle and those of the SPI, by internal name, parsed when asked for. */
final class BundleClasses {
    private final Map<String, byte[]> bundle;
    private final Map<String, ClassNode> parsed = new HashMap<>();

    BundleClasses(Map<String, byte[]> bundle) {
        this.bundle = bundle;
    }

    boolean isInBundle(String name) {
        return bundle.containsKey(name);
    }

    /** A class of the bundle or the SPI; null for any other. */
    @Nullable
    ClassNode find(String name) {
        ClassNode known = parsed.get(name);
        if (known == null) {
            byte[] bytes = isInBundle(name) ? bundle.get(name) : spiBytes(name);
            if (bytes == null) {
                return null;
            }
            known = parse(name, bytes);
            parsed.put(name, known);
        }
        return known;
    }

    /** The class and all above it, each once; a class of the JDK stands for those above it. */
    List<String> lineage(String name) {
        Set<String> lineage = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(name);
        while (!open.isEmpty()) {
            String next = open.remove();
            ClassNode node = lineage.add(next) ? find(next) : null;
            if (node != null) {
                open.add(node.superName);
                open.addAll(node.interfaces);
            }
        }
        return List.copyOf(lineage);
    }

    /**
     * Every class of the bundle that running this one could load: what its code, descriptors, signatures, records,
     * annotations and nesting name, and so on from there.
     */
    SortedMap<String, ClassNode> reachableFrom(String root) {
        SortedMap<String, ClassNode> reachable = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            String name = open.remove();
            ClassNode node = reachable.containsKey(name) || !isInBundle(name) ? null : find(name);
            if (node != null) {
                reachable.put(name, node);
                open.addAll(references(node));
            }
        }
        return reachable;
    }

    private static SortedSet<String> references(ClassNode node) {
        SortedSet<String> names = new TreeSet<>();
        node.accept(new ClassRemapper(new ClassNode(), new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                names.add(internalName);
                return internalName;
            }
        }));
        return names;
    }

    private static byte @Nullable [] spiBytes(String name) {
        if (!HostPackages.packageOf(name).equals(HostPackages.RECIPE)) {
            return null;
        }
        try (InputStream in = Recipe.class.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the server's own class " + name, e);
        }
    }

    private static ClassNode parse(String name, byte[] bytes) {
        ClassNode node = new ClassNode();
        try {
            new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
        } catch (RuntimeException e) {
            throw new Refusal("entry " + name + ".class: not a readable class file: " + Refusal.because(e));
        }
        if (node.superName == null || !node.name.equals(name)) {
            throw new Refusal("entry " + name + ".class: holds the class " + node.name.replace('/', '.'));
        }
        return node;
    }
}
