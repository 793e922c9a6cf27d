import Tensors
import Testing

struct CSVTests {
    @Test("two axes make a table with positions at its edges")
    func table() {
        let axes = [
            Axis("time", unit: "s", .linear(start: 0, step: 0.1)), Axis("frequency", unit: "Hz", .values([440, 880])),
        ]
        let tensor = Tensor([4, 2], axes: axes, [1, 2, 3.5, 4, 5, 6, 7, -0.25])
        #expect(
            CSV.text(of: tensor) == """
                time (s),440.0 Hz,880.0 Hz
                0.0,1.0,2.0
                0.1,3.5,4.0
                0.2,5.0,6.0
                0.3,7.0,-0.25

                """)
    }

    @Test("labels stand as they are, quoted where they must be")
    func labels() {
        let classes = Axis("class", .labels(["dog", "rain, \"heavy\""]))
        #expect(
            CSV.text(of: Tensor([2, 2], axes: [classes, classes], [1, 0, 0, 1])) == """
                class,dog,"rain, ""heavy\"""
                dog,1.0,0.0
                "rain, ""heavy\""",0.0,1.0

                """)
    }

    @Test("any other number of axes makes one line for each number, counted from 1")
    func lines() {
        #expect(CSV.text(of: Tensor([2], axes: [Axis("coefficient")], [5, 6])) == "coefficient,value\n1,5.0\n2,6.0\n")
        #expect(CSV.text(of: Tensor([], [5])) == "value\n5.0\n")
        #expect(CSV.text(of: Tensor([1, 1, 2], [5, 6])) == "axis 1,axis 2,axis 3,value\n1,1,1,5.0\n1,1,2,6.0\n")
        #expect(CSV.text(of: Tensor([0, 2], [])) == "axis 1,1,2\n")
    }
}
