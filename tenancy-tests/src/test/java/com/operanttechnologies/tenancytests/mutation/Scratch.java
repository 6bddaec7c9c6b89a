package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.util.*;

class Scratch {
    public static void main(String[] a) throws Exception {
        try (PostgresUnderTest s = PostgresUnderTest.start()) {
            long t = System.nanoTime();
            Arena arena = Arena.open(s.newDatabase());
            System.out.println("arena " + (System.nanoTime() - t) / 1000000);
            List<Mutant> all = Mutants.of(arena);
            Map<String, Integer> n = new TreeMap<>();
            all.forEach(m -> n.merge(m.kind().replaceAll(": .*", ""), 1, Integer::sum));
            System.out.println(all.size() + " " + n);
            MutationRun run = MutationRun.on(arena);
            List<Mutant> chosen = a[0].equals("sample")
                    ? Mutants.sample(all)
                    : all.stream().filter(m -> m.toString().matches(a[0])).toList();
            for (Mutant m : chosen) {
                t = System.nanoTime();
                try {
                    System.out.println((System.nanoTime() - t) / 1000000 + " " + run.fate(m, a.length > 1) + " "
                            + (System.nanoTime() - t) / 1000000);
                } catch (Exception e) {
                    System.out.println("FAILED " + m + " " + e);
                }
            }
        }
    }
}
