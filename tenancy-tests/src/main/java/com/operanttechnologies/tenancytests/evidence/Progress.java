package com.operanttechnologies.tenancytests.evidence;

/** Is told how far a run is. */
public interface Progress {

    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void begin(String what, int steps) {}

        @Override
        public void step() {}

        @Override
        public void end() {}
    };

    /** A part of the run begins. */
    void begin(String what, int steps);

    /** One of its steps is done. */
    void step();

    /** The part has ended. */
    void end();
}
