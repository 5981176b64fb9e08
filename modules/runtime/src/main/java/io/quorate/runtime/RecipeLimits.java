package io.quorate.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** How large the recipe's side of a bundle may be, so that looking at it and weaving it are bounded too. */
final class RecipeLimits {
    /** Most local variables and operands of a method, in slots; with the call depth it bounds the stack. */
    static final int MAX_FRAME_SLOTS = 256;

    /** Most parts of one concatenation: its length is charged when it is made, and must not be far beyond the budget. */
    static final int MAX_TEXT_PARTS = 16;

    /** Most bytes of one class file, of the facade too. */
    static final int MAX_CLASS_BYTES = 512 * 1024;

    /** Most instructions of one method. */
    static final int MAX_METHOD_INSTRUCTIONS = 8_000;

    /** Most ranges that a method's exception handlers guard. */
    static final int MAX_GUARDED_RANGES = 256;

    /** Most instructions of all recipe classes together. */
    static final int MAX_INSTRUCTIONS = 400_000;

    /** Most fields of all recipe classes together. */
    static final int MAX_FIELDS = 20_000;

    private RecipeLimits() {}

    /** What is too large; when anything is, the classes are not looked at further. */
    static List<String> violations(Collection<ClassNode> recipeClasses) {
        List<String> violations = new ArrayList<>();
        long instructions = 0;
        long fields = 0;
        for (ClassNode type : recipeClasses) {
            fields += type.fields.size();
            for (MethodNode method : type.methods) {
                int size = size(method);
                instructions += size;
                tooLarge(type, method, size, MAX_METHOD_INSTRUCTIONS, "instructions", violations);
                tooLarge(
                        type,
                        method,
                        method.tryCatchBlocks.size(),
                        MAX_GUARDED_RANGES,
                        "ranges guarded by exception handlers",
                        violations);
                tooLarge(
                        type,
                        method,
                        method.maxLocals + method.maxStack,
                        MAX_FRAME_SLOTS,
                        "slots of local variables and operands",
                        violations);
            }
        }
        if (instructions > MAX_INSTRUCTIONS) {
            violations.add("the recipe's classes have " + instructions + " instructions, the limit is "
                    + MAX_INSTRUCTIONS + "; keep in the facade what only clients need");
        }
        if (fields > MAX_FIELDS) {
            violations.add("the recipe's classes have " + fields + " fields, the limit is " + MAX_FIELDS);
        }
        return violations;
    }

    private static int size(MethodNode method) {
        return (int) Stream.of(method.instructions.toArray())
                .filter(instruction -> instruction.getOpcode() >= 0)
                .count();
    }

    private static void tooLarge(
            ClassNode type, MethodNode method, int size, int limit, String what, List<String> violations) {
        if (size > limit) {
            violations.add(Location.in(type, method.name, firstLine(method)) + " " + size + " " + what
                    + ", the limit is " + limit + "; split the method");
        }
    }

    private static int firstLine(MethodNode method) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof LineNumberNode number) {
                return number.line;
            }
        }
        return 0;
    }
}
