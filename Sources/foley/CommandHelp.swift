import Programs
import Tensors

/// `foley help run`: one page for each command, and for what several of them share.
enum CommandHelp {
    static var pages: [String: String] {
        ["run": run, "remake": remake, "bench": BenchCommand.help, "prompt": prompt, "isa": isa, "test": test, "help": help]
    }

    private static let run = """
        foley run NOTEBOOK.md … runs all cells of the notebooks, in order, and stops at the first error.

          foley run notebooks/01-hear.md
          foley run notebooks/*.md
          foley run --fresh notebooks/00-start.md       everything computed again, in a session of its own
          foley run --isa avx2 notebooks/01-hear.md     at a level of instructions: see foley help isa
          foley run --timings times.jsonl notebook.md   each statement's wall time, as JSON lines

        What the session holds already is not computed again. Figures go to plots/<notebook>/, and files that the cells
        export to where they say, each when its cell is done and only if its bits differ; one that another engine made of
        the same recipe, and that is the same within tolerance, stays as it is. Notebooks that state different levels of
        instructions are run one after the other by processes of their own.

        Exit status: 0 where all went well, 1 after an error, 2 where the command line does not read, 130 after Control-C.
        """

    private static let prompt = """
        foley and foley NOTEBOOK.md open the prompt.

          foley                             the session's own page, as it was left
          foley notebooks/00-start.md       a notebook: Enter on an empty line runs the next cell

        A line is a statement of the language, or begins with a colon and steers the notebook; :help lists both. Opening a
        notebook runs nothing, and running it changes nothing in its file but what :save writes. Where standard input is no
        terminal, its lines are taken as if they were typed, and the exit status is 1 after an error.

        A session that holds more than \(size(ofBytes: SessionPlace.budget)) when a prompt or a run ends gives up values, never
        recipes: first those that earlier versions of verbs made, which no line finds any more, then those used longest ago. What
        trainings left goes last, models after all else. The first prompt after a change of versions says what there is of earlier
        ones.
        """

    private static let remake = """
        foley remake FIGURE.png makes a figure again from the recipe inside it and compares the two.

          foley remake plots/00-start/mel.png
          foley remake --isa sse4 plots/01-hear/recall.png

        A figure carries the program that makes it, the SHA-256 of the files that the program reads, and what made it: the
        engine, that is, the level of instructions and the versions of what does the sums. It is made again at that level
        where this processor has it, unless --isa or FOLEY_ISA says another.

        "The same, to the bit" says that the files are equal. "The same within tolerance" says that no channel of a pixel
        differs by more than \(Likeness.colours) of 255; or, where only the libraries that draw letters and lines (Pango, cairo)
        are of other versions, that this holds but for one pixel in twenty-five. A figure that differs is kept beside the old
        one, as FIGURE.remade.png.

        Exit status: 0 the same or within tolerance; 1 different, although one engine made both; 3 different, and made by
        different engines: then what it says of itself and of this program is printed, with what follows from it, which
        depends on whether a training stands before the figure; 2 an error; 130 after Control-C.
        """

    private static let isa = """
        Levels of instructions: --isa LEVEL, the variable \(Level.variable), and isa: LEVEL in a notebook's front matter.

          foley run --isa avx2 notebooks/01-hear.md
          \(Level.variable)=sse4 foley
          ---                       the first lines of a notebook that states its level, as a lock file states versions
          isa: avx2
          ---

        The levels are sse4, avx2 and avx512. The whole program is held to one: its kernels, and the decoders and encoders of
        movies. --isa goes before \(Level.variable), and that before what a notebook states; without any the program uses
        all that the processor has, which is fastest.

        avx512 gives the bits that avx2 gives, in less time: sums are added in one order whatever the width of the registers.
        So where a notebook states either, or a figure was made at either, the quicker one that the processor has is used, and
        what either makes is of level avx2. sse4, for processors from before 2013, rounds a product before it is added, so
        that a training ends with other weights; what no training stands before (sounds, spectrograms, features, figures of
        them) is the same at all levels, but for last digits of the sound of movies. At sse4 FFTW and the mathematical functions of the C library still use what the
        processor has. A notebook that states avx2 on a processor without it runs at sse4, with a note.

        On one engine (a level, and versions of FFTW, soxr and this program's kernels) the same recipe gives the same bits, on
        any number of threads. On a page that states a level, by whichever way, a value is fresh only if it and all that it
        was made from were made at that level. A page that states none takes what is there; :why NAME says at which levels
        a value was made.
        A level that is written into a notebook while it is open takes effect when it is opened again.
        """

    private static let test = """
        foley test runs the project's tests; what follows is handed to swift test.

          foley test
          foley test --filter SoundTests
          \(Level.variable)=sse4 foley test            the same at a level of instructions

        Tests on real recordings look for them in the folder $FOLEY_DATA and say plainly when they skip.
        """

    private static let help = """
        foley help lists the verbs; foley help melspec is the page of one, with examples that run; foley help run, remake,
        bench, prompt, test and isa are pages on the command line. foley --help is the command line in short.
        """
}
