"""The models that are compared. Yours goes into `candidates`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from training.logarithm import LogTarget

SEED = 0


@dataclass(frozen=True)
class Candidate:
    """A model to compare.

    Attributes:
        name: as it stands in the model card.
        estimator: a scikit-learn classifier or regressor, not fitted.
        columns: how the columns are prepared for it (`pipeline.py`): "scaled" for linear models and networks,
            "filled" for forests (missing values replaced), "raw" for models that take NaN themselves.
        seconds: what fitting is expected to cost on two cores, from rows, inputs and outputs (one per class, one
            for two classes or a number). Not measured, so that the choice is the same on every machine.
        megabytes: what its file is expected to weigh, from inputs and outputs.
        transform: what is done to the target before it is learned, and undone inside the file.
    """

    name: str
    estimator: Any
    columns: Literal["scaled", "filled", "raw"] = "scaled"
    seconds: Callable[[int, int, int], float] = lambda rows, inputs, outputs: 0.0
    megabytes: Callable[[int, int], float] = lambda inputs, outputs: 0.0
    transform: Literal["log"] | None = None


def candidates(task: str, outputs: int = 1) -> list[Candidate]:
    """List the models to compare; the one with the best cross-validated score is taken.

    Args:
        task: "classification" or "regression".
        outputs: one for two classes or a number, else the number of classes.

    Add your own to the list, for example
    `Candidate("forest", RandomForestClassifier(min_samples_leaf=20, random_state=SEED), columns="filled")`.
    Training refuses what cannot be exported, and whatever answers otherwise once it is.
    """
    if task == "classification":
        many = [
            Candidate(
                "linear discriminant", LinearDiscriminantAnalysis(), "scaled", discriminant_seconds, linear_mb
            )
        ]
        return [
            Candidate(
                "logistic regression", LogisticRegression(max_iter=500), "scaled", linear_seconds, linear_mb
            ),
            Candidate(
                "gradient boosting",
                HistGradientBoostingClassifier(max_iter=TREES, early_stopping=False, random_state=SEED),
                "raw",
                boosting_seconds,
                boosting_mb,
            ),
            *(many if outputs >= MANY_CLASSES else []),
        ]
    return [
        Candidate("ridge regression", Ridge(), "scaled", linear_seconds, linear_mb),
        Candidate(
            "gradient boosting",
            HistGradientBoostingRegressor(max_iter=TREES, early_stopping=False, random_state=SEED),
            "raw",
            boosting_seconds,
            boosting_mb,
        ),
    ]


def logarithmic(candidate: Candidate, mean: bool) -> Candidate:
    """Let a regressor learn the logarithm of its target.

    Args:
        mean: whether the mean is wanted, and not the median.
    """
    estimator = LogTarget(candidate.estimator, mean)
    return replace(candidate, name=f"{candidate.name} of the logarithm", estimator=estimator, transform="log")


TREES = 100
MANY_CLASSES = 20


def linear_seconds(rows: int, inputs: int, outputs: int) -> float:
    """Estimate a linear fit: some hundred passes over the inputs."""
    return 6e-7 * rows * inputs * outputs


def linear_mb(inputs: int, outputs: int) -> float:
    """Estimate a linear model's file: a float a weight, and some for the preparation."""
    return 2e-5 * inputs * (outputs + 1)


def boosting_seconds(rows: int, inputs: int, outputs: int) -> float:
    """Estimate gradient boosting: each tree passes over rows and inputs, and each of its splits tries every input."""
    return TREES * outputs * (0.001 + 1.5e-4 * inputs + 2e-8 * rows * (inputs + 20))


def boosting_mb(inputs: int, outputs: int) -> float:
    """Estimate gradient boosting's file: 31 leaves a tree, a tree for each output and round."""
    return 0.0024 * TREES * outputs


def discriminant_seconds(rows: int, inputs: int, outputs: int) -> float:
    """Estimate a linear discriminant: one decomposition of the inputs, however many classes there are."""
    return 1e-8 * rows * inputs * (inputs + outputs)
