"""Extension objects without state of their own; the factory binds them to an app."""

import hashlib

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from itsdangerous import Signer

# Form tokens and marks of devices: the library's own choice is older (ASVS V11.4.1).
Signer.default_digest_method = staticmethod(hashlib.sha256)

login_manager = LoginManager()
csrf = CSRFProtect()
mail = Mail()
migrate = Migrate()
babel = Babel()
compress = Compress()
