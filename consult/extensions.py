"""Extension objects without state of their own; the factory binds them to an app."""

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

login_manager = LoginManager()
csrf = CSRFProtect()
mail = Mail()
migrate = Migrate()
babel = Babel()
compress = Compress()
