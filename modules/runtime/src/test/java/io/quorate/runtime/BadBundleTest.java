package io.quorate.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no recipe bundle, each with the reason that its author is told. */
class BadBundleTest {
    private static final byte[] NONE = {};

    @Test
    void refusesWhatIsNoZip() {
        assertRefused(NONE, "not a jar file: it does not begin with a zip entry");
        assertRefused(TestBundle.utf8("#!/bin/sh"), "not a jar file: it does not begin with a zip entry");
    }

    @Test
    void refusesATornZip() {
        byte[] jar = TestBundle.recipe("").jar();

        for (int length = 4; length < jar.length; length += 97) {
            assertFalse(BundleVerifier.verify(Arrays.copyOf(jar, length)).isFit());
        }
    }

    @Test
    void survivesFlippedBytes() {
        byte[] jar = TestBundle.recipe("").jar();

        for (int at = 0; at < jar.length; at += 13) {
            byte[] damaged = jar.clone();
            damaged[at] ^= 0x55;
            BundleVerifier.verify(damaged);
        }
    }

    @Test
    void refusesAZipWithoutManifest() throws IOException {
        assertRefused(
                TestBundle.zip(Map.of("a.txt", NONE)),
                "no manifest: META-INF/MANIFEST.MF is missing; build the jar as an OSGi bundle");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Bundle-SymbolicName | `` | Bundle-SymbolicName: missing; build the jar as an OSGi bundle
            Bundle-SymbolicName | a;singleton:=true | Bundle-SymbolicName: a singleton cannot be upgraded side by side; remove the directive
            Bundle-ManifestVersion | `` | Bundle-ManifestVersion: must be 2; build the jar as an OSGi bundle
            Bundle-Version | `` | Bundle-Version: missing; give it as major.minor.micro
            Bundle-Version | one | Bundle-Version: 'one' is not of the form major.minor.micro[.qualifier]
            Bundle-Activator | acme.A | Bundle-Activator: not allowed in a recipe bundle; recipe bundles are never started
            Bundle-ClassPath | . | Bundle-ClassPath: not allowed in a recipe bundle; put the classes into the bundle itself
            Bundle-NativeCode | x | Bundle-NativeCode: not allowed in a recipe bundle; native code
            DynamicImport-Package | * | DynamicImport-Package: not allowed in a recipe bundle; name what the bundle needs in Import-Package
            Fragment-Host | x | Fragment-Host: not allowed in a recipe bundle; a recipe bundle stands for itself
            Require-Bundle | x | Require-Bundle: not allowed in a recipe bundle; name what the bundle needs in Import-Package
            Multi-Release | true | Multi-Release: not allowed in a recipe bundle; a bundle means the same on every JDK
            Import-Package | io.quorate.recipe;version="[2,3)" | Import-Package io.quorate.recipe: asks for version [2,3), this server has 1.0.0
            Require-Capability | osgi.service | Require-Capability osgi.service: not offered to recipe bundles; when only a client needs it, add resolution:=optional
            Provide-Capability | `` | Provide-Capability: a bundle without recipes; put @RecipeType on the recipe class
            Provide-Capability | io.quorate.recipe;class=a.B;recipe=a,io.quorate.recipe;class=a.C;recipe=b | Provide-Capability: more than one recipe; give each a bundle of its own
            Provide-Capability | io.quorate.recipe;class="acme.Gone";recipe=gpu | Provide-Capability: class 'acme.Gone' is not in the bundle
            Provide-Capability | io.quorate.recipe;class="acme.GpuRecipe";recipe=gpu;contract:Long=0 | Provide-Capability: contract must be a number from 1, was '0'
            Provide-Capability | io.quorate.recipe;class="acme | Provide-Capability: a quote is not closed
            """)
    void refusesHeaders(String header, String value, String reason) {
        assertRefused(TestBundle.recipe("").header(header, value).jar(), reason);
    }

    @Test
    void namesAPackageThatIsNotOffered() {
        List<String> violations = BundleVerifier.verify(TestBundle.recipe("")
                        .header("Import-Package", "org.slf4j")
                        .jar())
                .violations();

        assertEquals(1, violations.size());
        assertTrue(violations.get(0).startsWith("Import-Package org.slf4j: not offered to recipe bundles"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1gpu", "GPU", "g_pu", "abcdefghijklmnopqrstuvwxyz0123456"})
    void refusesNamesOfRecipes(String name) {
        assertRefused(
                TestBundle.recipe("")
                        .header("Provide-Capability", "io.quorate.recipe;class=acme.GpuRecipe;recipe=\"" + name + "\"")
                        .jar(),
                "Provide-Capability: recipe name '" + name
                        + "' must be 1 to 32 characters of a-z 0-9 -, first a letter");
    }

    @Test
    void refusesAClassThatIsNoRecipe() {
        assertRefused(
                TestBundle.empty()
                        .type("GpuRecipe", "public class GpuRecipe {}")
                        .jar(),
                "acme.GpuRecipe: does not implement io.quorate.recipe.Recipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"private GpuRecipe() {}", "public GpuRecipe(int n) {}"})
    void refusesARecipeWithoutItsConstructor(String constructor) {
        assertRefused(
                TestBundle.recipe(constructor).jar(),
                "acme.GpuRecipe: must be public with a public constructor without arguments");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ../x | entry ../x: path with '..'
            /etc/x | entry /etc/x: absolute or foreign path
            C:x | entry C:x: absolute or foreign path
            lib/a.jar | entry lib/a.jar: embedded jars are not read; put the classes into the bundle
            lib/a.so | entry lib/a.so: native code
            META-INF/versions/21/A.class | entry META-INF/versions/21/A.class: a bundle means the same on every JDK; remove multi-release classes
            io/quorate/recipe/Cell.class | entry io/quorate/recipe/Cell.class: the package belongs to the server
            io/quorate/runtime/gas/Gas.class | entry io/quorate/runtime/gas/Gas.class: the package belongs to the server
            """)
    void refusesEntries(String name, String reason) {
        assertRefused(TestBundle.recipe("").entry(name, NONE).jar(), reason);
    }

    @Test
    void refusesBrokenClassFiles() {
        byte[] jar = TestBundle.empty()
                .entry("acme/GpuRecipe.class", TestBundle.utf8("no class"))
                .jar();

        assertTrue(BundleVerifier.verify(jar)
                .violations()
                .get(0)
                .startsWith("entry acme/GpuRecipe.class: not a readable class file"));
    }

    @Test
    void refusesOversizedBundles() throws IOException {
        assertRefused(new byte[BundleArchive.MAX_BYTES + 1], "the bundle has 16777217 bytes, the limit is 16777216");
        assertRefused(
                TestBundle.recipe("")
                        .entry("zeros", new byte[BundleArchive.MAX_UNPACKED_BYTES])
                        .jar(),
                "unpacks to more than 67108864 bytes");
        TestBundle crowd = TestBundle.empty();
        for (int i = 0; i <= BundleArchive.MAX_CLASSES; i++) {
            crowd.entry("acme/C" + i + ".class", NONE);
        }
        assertRefused(crowd.jar(), "has 2001 classes, the limit is 2000");
    }

    @Test
    void refusesDuplicateEntries() throws IOException {
        byte[] jar = TestBundle.recipe("")
                .entry("acme/x1", NONE)
                .entry("acme/x2", NONE)
                .jar();

        assertRefused(replaced(jar, "acme/x2", "acme/x1"), "duplicate entry acme/x1");
    }

    @Test
    void refusesADirectoryThatTellsAnotherStory() throws IOException {
        byte[] jar = TestBundle.recipe("").entry("acme/x1", NONE).jar();
        String renamed = new String(jar, StandardCharsets.ISO_8859_1);
        int central = renamed.lastIndexOf("acme/x1");
        byte[] lying = (renamed.substring(0, central) + "acme/x2" + renamed.substring(central + 7))
                .getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(
                lying, "entry acme/x2: the central directory and the entry's own header disagree; pack the jar anew");
    }

    @Test
    void refusesEntriesThatTheDirectoryDoesNotList() throws IOException {
        ByteArrayOutputStream hidden = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(hidden);
        zip.putNextEntry(new ZipEntry("hidden"));
        zip.closeEntry();
        zip.flush();
        Map<String, byte[]> listed = new LinkedHashMap<>();
        listed.put("META-INF/MANIFEST.MF", TestBundle.utf8("Manifest-Version: 1.0\n"));
        hidden.write(TestBundle.zip(listed));

        assertFalse(BundleVerifier.verify(hidden.toByteArray()).isFit());
    }

    private static byte[] replaced(byte[] jar, String from, String to) {
        return new String(jar, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertRefused(byte[] jar, String reason) {
        assertEquals(List.of(reason), BundleVerifier.verify(jar).violations());
    }
}
