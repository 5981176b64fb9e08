package io.quorate.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * What the code of one method weighs, as it was before it was woven. A call pays for the whole method, and every way back for
 * the code in between; as code only runs forward otherwise, no instruction is ever run that was not paid, however long the
 * code between two charges is.
 */
final class CodeWeights {
    /** Weight of one step; about what a machine does in a tenth of a microsecond. */
    private static final int STEP = 64;

    private static final int ALLOCATION = 64;
    private static final int CALL = 32;

    /** Weight of all that stands before a label. */
    private final Map<LabelNode, Integer> before = new HashMap<>();

    private final Map<AbstractInsnNode, Integer> jumps = new HashMap<>();
    private final Map<LabelNode, Integer> handlers = new HashMap<>();
    private final int method;

    CodeWeights(MethodNode method) {
        int weight = 0;
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof LabelNode label) {
                before.put(label, weight);
            }
            weight += of(instruction);
            for (LabelNode target : targets(instruction)) {
                Integer at = before.get(target);
                if (at != null) {
                    jumps.merge(instruction, steps(weight - at), Math::max);
                }
            }
        }
        this.method = steps(weight);
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            int back = before.getOrDefault(block.end, weight) - before.getOrDefault(block.handler, weight);
            handlers.merge(block.handler, steps(Math.max(0, back)), Math::max);
        }
    }

    /** Steps of a call. */
    int ofMethod() {
        return method;
    }

    /** Steps of a jump or switch that may go backward; 0 for all other instructions. */
    int ofBackwardJump(AbstractInsnNode instruction) {
        return jumps.getOrDefault(instruction, 0);
    }

    /** Steps of an exception handler. */
    int ofHandler(LabelNode handler) {
        return handlers.getOrDefault(handler, 1);
    }

    private static int steps(int weight) {
        return 1 + weight / STEP;
    }

    private static int of(AbstractInsnNode instruction) {
        return switch (instruction.getOpcode()) {
            case -1 -> 0;
            case Opcodes.NEW, Opcodes.NEWARRAY, Opcodes.ANEWARRAY, Opcodes.INVOKEDYNAMIC -> ALLOCATION;
            case Opcodes.INVOKEVIRTUAL, Opcodes.INVOKEINTERFACE, Opcodes.INVOKESTATIC, Opcodes.INVOKESPECIAL -> CALL;
            default -> 1;
        };
    }

    private static List<LabelNode> targets(AbstractInsnNode instruction) {
        if (instruction instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        }
        if (instruction instanceof TableSwitchInsnNode table) {
            return withDefault(table.labels, table.dflt);
        }
        return instruction instanceof LookupSwitchInsnNode lookup ? withDefault(lookup.labels, lookup.dflt) : List.of();
    }

    private static List<LabelNode> withDefault(List<LabelNode> labels, LabelNode otherwise) {
        List<LabelNode> all = new ArrayList<>(labels);
        all.add(otherwise);
        return all;
    }
}
